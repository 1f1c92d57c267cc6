//! The raw disk under a home and a runtime folder, after each command that seals, deletes or switches
//! off.

use crate::secrets::Secrets;
use crate::test_bed::TestBed;

/// What no command writes anywhere, in whatever state the array is.
const NEVER_WRITTEN: [&str; 9] = [
    "array key",
    "unlock secret",
    "wrapping key",
    "wrapped dek",
    "ssd key",
    "external secret",
    "token's key",
    "volume key",
    "plaintext",
];

/// What may not lie on the disk of an array that is off: all but the devices' own secrets, the shares,
/// and the keys of the certificates that are there.
fn forbidden_when_off(secrets: Secrets) -> Secrets {
    secrets
        .without("device secret")
        .without("private key")
        .without("share")
}

/// Writes a volume from a file that is not on the disk; with its contents as a secret.
fn write_volume(bed: &TestBed, name: &str) -> Secrets {
    let plain = bed.beside("plain");
    let path = plain.display();
    bed.done(&format!("head -c 65536 /dev/urandom > '{path}'"));
    let secrets = bed.disclosed(&format!(
        "puresim data write {name} < '{path}' && puresim data read {name} | cmp - '{path}'"
    ));
    secrets.with("plaintext", std::fs::read(plain).unwrap())
}

#[test]
fn what_is_on_the_disk_is_found() {
    let bed = TestBed::new();
    let secrets = bed.disclosed("puresim key rotate");
    for name in ["share", "dek"] {
        assert!(secrets.has(name), "no {name} was disclosed");
    }
    // What lies there rightly, and a secret in a file that was removed.
    let share = Secrets::default().with("share", secrets.last("share"));
    assert_eq!(bed.search(&share).len(), 1);
    let secret = [0x5a, 0x17, 0xc3, 0x88].repeat(8);
    let planted = Secrets::default().with("planted", secret);
    bed.assert_gone(&planted, "nothing");
    bed.done("printf '\\132\\027\\303\\210%.0s' 1 2 3 4 5 6 7 8 > \"$HOME/f\" && sync \"$HOME/f\"");
    bed.done("rm \"$HOME/f\"");
    assert_eq!(bed.search(&planted)[0].name, "planted");
}

#[test]
fn nothing_opens_an_array_that_is_off_and_locked_by_a_key_manager() {
    let bed = TestBed::new();
    // A generation that opens without the token, and data from before it.
    let mut secrets = bed
        .disclosed("puresim key rotate")
        .and(write_volume(&bed, "vol1"));
    for change in [
        "purearray enable security-token --kmip kmip_srvr",
        "puresim key rotate",
        "puresim power cycle",
        "purearray replace security-token",
        "purearray test security-token && purekmip test kmip_srvr",
        "purearray disable security-token",
        "purearray enable security-token --kmip kmip_srvr",
    ] {
        secrets = secrets.and(bed.disclosed(change));
    }
    secrets = secrets.and(write_volume(&bed, "vol2"));
    secrets = secrets.and(bed.disclosed("puresim power off"));
    for name in NEVER_WRITTEN.into_iter().chain(["dek"]) {
        assert!(secrets.has(name), "no {name} was disclosed");
    }
    bed.assert_gone(&forbidden_when_off(secrets), "power off");
}

#[test]
fn an_array_that_runs_keeps_on_the_disk_what_it_has_to() {
    let bed = TestBed::new();
    let secrets = write_volume(&bed, "vol1").and(bed.disclosed(
        "purearray enable security-token --kmip kmip_srvr
         puresim key rotate",
    ));
    let secrets = forbidden_when_off(secrets).without("dek");
    bed.assert_gone(&secrets, "enable and rotate");
}
