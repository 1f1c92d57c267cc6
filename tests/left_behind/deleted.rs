//! The raw disk after each deletion: of a certificate, a key, a card, an array, a generation, the
//! memory.

use std::collections::BTreeSet;

use crate::secrets::Secrets;
use crate::test_bed::TestBed;

/// What the key manager holds sealed, from its own files.
const SEALED: &str = r#"
import sqlite3, sys
database = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
for (sealed,) in database.execute("SELECT bytes FROM sealed"):
    if any(sealed):
        print("sealed: " + sealed.hex())
"#;

/// Runs lines of the shell; what of `name` they disclosed, which has to lie on the disk.
#[track_caller]
fn on_the_disk(bed: &TestBed, name: &str, lines: &str) -> Secrets {
    let secrets = bed.disclosed(lines).only(name);
    assert!(secrets.has(name), "no {name} was disclosed");
    assert!(!bed.search(&secrets).is_empty(), "{name}");
    secrets
}

#[test]
fn no_private_key_of_a_deleted_certificate() {
    let bed = TestBed::new();
    let mut gone = Secrets::default();
    // What is made and changed meanwhile writes pages with those keys anew.
    for name in ["a", "b", "c", "d"] {
        gone = gone.and(on_the_disk(
            &bed,
            "private key",
            &format!(
                "purecert create {name} --self-signed --common-name {name}
                 purecert create {name}-ec --self-signed --key-algorithm ec --common-name {name}"
            ),
        ));
        bed.done(&format!(
            "purecert create kept-{name} --self-signed --key-algorithm ec --common-name kept"
        ));
    }
    let request = "purecert construct a --certificate-signing-request > /dev/null";
    gone = gone.and(on_the_disk(&bed, "private key", request));
    for name in ["b", "a", "d", "c"] {
        bed.done(&format!("purecert delete {name} {name}-ec"));
    }
    bed.assert_gone(&gone, "purecert delete");
}

#[test]
fn no_destroyed_key_of_the_key_manager() {
    let bed = TestBed::new();
    let sealed = || {
        let file = bed.beside("sealed");
        let path = file.display();
        bed.done(&format!(
            "python3 -c '{SEALED}' \"$PURESIM_HOME/keymanager/keymanager.db\" > '{path}'"
        ));
        Secrets::read(&file)
    };
    bed.done("purearray enable security-token --kmip kmip_srvr");
    let first = sealed();
    // Of the app's API key and of the token's key.
    assert_eq!(first.names().count(), 2);
    assert!(!bed.search(&first).is_empty());
    bed.done(
        "for i in 1 2 3; do
             puresim keymanager key create key-$i > /dev/null
             purearray replace security-token > /dev/null
         done",
    );
    let second = sealed();
    let gone = first.minus(&second);
    assert_eq!(gone.names().count(), 1);
    bed.assert_gone(&gone, "replace, while the key manager runs");
    // And the log, when the last one closes it.
    bed.done("puresim keymanager stop && puresim keymanager key list");
    bed.done(
        "for i in 1 2 3; do
             puresim keymanager key deactivate key-$i --yes && puresim keymanager key destroy key-$i --yes
         done > /dev/null",
    );
    let third = sealed();
    let gone = second.minus(&third);
    assert_eq!(gone.names().count(), 3);
    bed.assert_gone(&gone, "destroy");
}

#[test]
fn no_secret_of_a_card_that_is_removed() {
    let bed = TestBed::new();
    let removed = bed.beside("alice.card");
    let secrets = on_the_disk(
        &bed,
        "card's secret",
        "puresim card create alice
         puresim card insert alice
         purearray enable security-token
         purearray replace security-token
         puresim power cycle",
    );
    bed.done(&format!("puresim card remove --to '{}'", removed.display()));
    bed.assert_gone(&secrets, "card remove");
}

/// The generations of all slots of drives on the raw disk.
fn generations(bed: &TestBed) -> BTreeSet<u64> {
    const BEGIN: &[u8] = b"slot ";
    let raw = bed.raw();
    let mut found = BTreeSet::new();
    // Whole slots, and also those that were written over in part.
    for (at, _) in raw
        .windows(BEGIN.len())
        .enumerate()
        .filter(|(_, window)| *window == BEGIN)
    {
        let text = String::from_utf8_lossy(&raw[at..raw.len().min(at + 200)]).into_owned();
        if let Some((_, rest)) = text.split_once("{\"generation\":") {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            found.insert(digits.parse().unwrap());
        }
    }
    found
}

#[test]
fn no_slot_of_an_earlier_generation() {
    let bed = TestBed::new();
    bed.done("puresim key rotate && puresim drive add && puresim power cycle");
    let before = bed.disclosed("puresim key rotate").only("share");
    let opens_without_token = generations(&bed);
    assert_eq!(opens_without_token.len(), 1);
    assert!(!bed.search(&before).is_empty());
    bed.done("purearray enable security-token --kmip kmip_srvr");
    let sealed = generations(&bed);
    assert_eq!(sealed.len(), 1);
    assert!(sealed.first() > opens_without_token.last());
    bed.assert_gone(&before, "enable");
    bed.done("puresim power off");
    assert_eq!(generations(&bed), sealed);
}

#[test]
fn nothing_of_a_deleted_array() {
    let bed = TestBed::new();
    let passphrase = "printf 'of an export\\nof an export\\n'";
    // What lies there for a moment only is on the disk when it is full, or under load.
    let syncing = "(while :; do sync -f \"$HOME\"; sleep .02; done) & sync=$!;";
    let secrets = bed.disclosed(&format!(
        "puresim array create second
         puresim array use second
         purecert create own --self-signed --key-algorithm ec --common-name own
         puresim key rotate
         puresim data write volume < /etc/passwd
         {syncing} {passphrase} | puresim array export second second.pure; kill $sync
         puresim array use pure01
         puresim array delete second --yes
         {syncing} {passphrase} | puresim array import second.pure; kill $sync
         puresim array use second
         puresim power on
         puresim key rotate
         puresim array use pure01"
    ));
    let keys = ["private key", "share", "device secret"];
    for key in keys {
        let secrets = secrets.clone().only(key);
        assert!(!bed.search(&secrets).is_empty(), "no {key} is found");
    }
    bed.done("puresim array delete second --yes");
    bed.assert_gone(&secrets, "array delete");
}

/// Where there is no memory file system, the memory lies on the disk.
#[test]
fn no_memory_of_an_array_that_is_off() {
    let bed = TestBed::new();
    bed.done("mkdir -m 1777 \"$HOME/shm\"");
    // With a mount of its own over each memory file system that would do.
    let on_the_disk = |commands: &str| {
        let secrets = bed.disclosed(&format!(
            "unshare --mount sh -ec 'for place in /dev/shm /run/user/0; do \
                 if [ -d $place ]; then mount --bind \"$HOME/shm\" $place; fi; done; {commands}'"
        ));
        secrets.only("dek")
    };
    let dek = on_the_disk("puresim power off && puresim power on && puresim key rotate");
    assert!(!bed.search(&dek).is_empty(), "it is in memory");
    let dek = dek.and(on_the_disk("puresim power off"));
    bed.assert_gone(&dek, "power off");
}
