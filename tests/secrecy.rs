//! A powered-off array holds no key: nothing that opens it is on the machine but what lies, in shares
//! and sealed, on its drives.

use std::collections::HashSet;
use std::path::Path;

use pure_tests::fixture::Fixture;

const WINDOW: usize = 16;

#[test]
fn no_secret_is_left_after_power_off() {
    let fixture = Fixture::new().unwrap();
    let fixture = fixture
        .instrument(env!("CARGO_BIN_EXE_under-test"))
        .unwrap();
    let disclosed = fixture.sandbox.path().join("disclosed");
    let life = "purearray enable security-token --kmip kmip_srvr && puresim key rotate \
        && puresim power cycle && puresim data write vol1 < plain && puresim power off";
    let path = disclosed.to_string_lossy().into_owned();
    assert_eq!(fixture.instrumented("PURESIM_DISCLOSE", &path, life), 0);
    let secrets = std::fs::read_to_string(&disclosed).unwrap();
    std::fs::remove_file(&disclosed).unwrap();
    for kind in ["array key", "dek", "ssd key", "external secret"] {
        assert!(
            secrets.contains(&format!("{kind}: ")),
            "no {kind} was disclosed"
        );
    }

    let mut forbidden: HashSet<Vec<u8>> = HashSet::new();
    let is_gone = |line: &&str| {
        !KEPT
            .iter()
            .any(|kind| line.starts_with(&format!("{kind}: ")))
    };
    for line in secrets.lines().filter(is_gone) {
        let digits = line.rsplit(' ').next().unwrap();
        let bytes: Vec<u8> = (0..digits.len() / 2)
            .map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).unwrap())
            .collect();
        forbidden.extend(bytes.windows(WINDOW).map(<[u8]>::to_vec));
        // As text too: drives are written in hexadecimal digits.
        forbidden.extend(digits.as_bytes().windows(WINDOW).map(<[u8]>::to_vec));
    }
    let plain = fixture.sandbox.work().join("plain");
    let text = std::fs::read(&plain).unwrap();
    forbidden.extend(text.windows(WINDOW).map(<[u8]>::to_vec));
    std::fs::remove_file(plain).unwrap();

    let mut searched = 0;
    search(fixture.sandbox.path(), &forbidden, &mut searched);
    assert!(searched > 15, "{searched} files");
}

/// What lies in a home also while the array is off, as SECURITY.md says: it opens nothing without the
/// others, or is no key of the data.
const KEPT: [&str; 4] = ["private key", "share", "device secret", "card's secret"];

/// Looks into every file under `folder`: the home, the runtime folder and the temp folder.
fn search(folder: &Path, forbidden: &HashSet<Vec<u8>>, searched: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            search(&path, forbidden, searched);
        } else if let Ok(bytes) = std::fs::read(&path) {
            *searched += 1;
            let found = bytes
                .windows(WINDOW)
                .position(|window| forbidden.contains(window));
            assert_eq!(found, None, "a secret is in {}", path.display());
        }
    }
}
