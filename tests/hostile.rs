//! Hostile surroundings: each is a clear error or does no harm; never wrong data, never a panic.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::thread;

use pure_tests::port::Port;
use pure_tests::{Output, Sandbox, package_folder};

/// How many sandboxes share the positions of a drive file.
const SHARES: usize = 3;

/// A sandbox with an array of three SSDs, all of which are needed, and a volume `vol1`.
fn small_array() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    done(
        &sandbox,
        "puresim array create small --drives 3 && puresim array use small
         printf 'what was written' | puresim data write vol1",
    );
    sandbox
}

#[track_caller]
fn done(sandbox: &Sandbox, text: &str) -> String {
    let output = sandbox.run(text).unwrap().success();
    assert!(!output.contains("panicked"), "{output}");
    output
}

/// What a command says that fails with one line and exit status 1.
#[track_caller]
fn refused(sandbox: &Sandbox, text: &str) -> String {
    let output = sandbox.run(text).unwrap().failure(1);
    assert!(output.starts_with("Error"), "{text}: {output}");
    assert_eq!(output.lines().count(), 1, "{text}: {output}");
    output
}

const EACH: [&str; 4] = [
    "purecert list",
    "purekmip list",
    "purearray list",
    "puresim data read vol1",
];

fn all_refused(sandbox: &Sandbox, reason: &str) {
    for command in EACH {
        let output = refused(sandbox, command);
        assert!(output.contains(reason), "{command}: {output}");
    }
}

fn home(sandbox: &Sandbox) -> PathBuf {
    sandbox.path().join("home")
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_home_open_to_others() {
    let sandbox = small_array();
    for mode in [0o777, 0o770, 0o707, 0o701] {
        set_mode(&home(&sandbox), mode);
        all_refused(&sandbox, "is open to other users");
        refused(&sandbox, "puresim keymanager start --listen 127.0.0.1:0");
    }
    set_mode(&home(&sandbox), 0o700);
    assert_eq!(done(&sandbox, "puresim data read vol1"), "what was written");
}

#[test]
fn a_home_of_another_user() {
    let sandbox = small_array();
    let before = home(&sandbox);
    let is_root = chown(&before, Some(65534), Some(65534)).is_ok();
    if !is_root {
        done(&sandbox, "export PURESIM_HOME=/");
    }
    all_refused(&sandbox, "belongs to another user");
    if is_root {
        chown(&before, Some(0), Some(0)).unwrap();
    }
    done(
        &sandbox,
        &format!("export PURESIM_HOME={}", before.display()),
    );
    assert_eq!(done(&sandbox, "puresim data read vol1"), "what was written");
}

#[test]
fn a_symbolic_link_in_the_place_of_the_home() {
    let mut sandbox = small_array();
    let (real, link) = (sandbox.path().join("real"), home(&sandbox));
    fs::rename(&link, &real).unwrap();
    symlink(&real, &link).unwrap();
    all_refused(&sandbox, "is a symbolic link");
    // With a slash at its end, the system would follow it.
    let plain = link.clone().into_os_string();
    for end in ["/", "//", "/."] {
        let mut path = plain.clone();
        path.push(end);
        sandbox.set("PURESIM_HOME", path);
        all_refused(&sandbox, "is a symbolic link");
    }
    sandbox.set("PURESIM_HOME", plain);
    // Nor is a new one made behind a link that leads nowhere.
    fs::rename(&real, sandbox.path().join("elsewhere")).unwrap();
    all_refused(&sandbox, "is a symbolic link");
    assert!(!real.exists());
}

#[test]
fn a_database_from_a_newer_version_or_open_to_others() {
    let sandbox = small_array();
    let database = sandbox.array().join("array.db");
    // Gives the database another version; the one it had.
    let set_version = |database: &Path, version: &str| {
        let change = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); \
                      print(db.execute('PRAGMA user_version').fetchone()[0]); \
                      db.execute('PRAGMA user_version = ' + sys.argv[2])";
        let text = format!("python3 -c \"{change}\" {} {version}", database.display());
        done(&sandbox, &text)
    };
    let version = set_version(&database, "99");
    all_refused(&sandbox, "is of version 99");
    set_version(&database, version.trim());
    set_mode(&database, 0o644);
    all_refused(&sandbox, "open to other users");
    set_mode(&database, 0o600);
    assert_eq!(done(&sandbox, "puresim data read vol1"), "what was written");

    done(&sandbox, "puresim keymanager account create acme");
    set_version(&home(&sandbox).join("keymanager/keymanager.db"), "99");
    let output = refused(&sandbox, "puresim keymanager account list");
    assert!(output.contains("newer"), "{output}");
}

#[test]
fn a_clock_that_jumps_back_a_year() {
    let (sandbox, port) = (Sandbox::new().unwrap(), Port::reserve().unwrap());
    done(&sandbox, "export PURESIM_NOW=2026-03-01T12:00:00Z");
    for name in ["keymanager.sh", "server.sh"] {
        let text = fs::read_to_string(package_folder().join("setup").join(name)).unwrap();
        done(&sandbox, &port.translate(&text));
    }
    let enable = "purearray enable security-token --kmip kmip_srvr
                  printf 'what was written' | puresim data write vol1";
    done(&sandbox, enable);

    // The array key is from a time that is yet to come: it is due, and has to wait.
    done(&sandbox, "export PURESIM_NOW=2025-03-01T12:00:00Z");
    let output = done(&sandbox, "puresim data read vol1");
    assert!(output.contains("is postponed"), "{output}");
    assert!(output.ends_with("what was written"), "{output}");
    let output = sandbox.run("puresim key rotate").unwrap().failure(1);
    assert!(output.contains("Check NTP"), "{output}");
    done(&sandbox, "purecert list && puresim log > /dev/null");
    done(
        &sandbox,
        "purecert create late --self-signed --common-name x",
    );
    // The key manager's clock jumps too: what it says is clear, and nothing is guessed.
    let restart = "puresim keymanager stop && puresim keymanager start --listen 127.0.0.1:5696";
    done(&sandbox, &port.translate(restart));
    let output = sandbox.run("purekmip test kmip_srvr").unwrap().failure(1);
    assert!(output.contains("valid"), "{output}");
    let Output { text, status, .. } = sandbox.run("puresim power cycle").unwrap();
    assert!(status == 1 && text.contains("valid"), "{status}: {text}");
    sandbox.run("puresim data read vol1").unwrap().failure(1);

    done(&sandbox, "export PURESIM_NOW=2026-03-01T12:00:01Z");
    done(&sandbox, &port.translate(restart));
    done(&sandbox, "puresim power on");
    assert_eq!(done(&sandbox, "puresim data read vol1"), "what was written");
}

#[test]
fn a_drive_file_altered_at_any_byte_or_cut_short() {
    thread::scope(|scope| {
        for share in 0..SHARES {
            scope.spawn(move || alter_share(share));
        }
    });
}

/// Alters one of the drives at every third byte from `share` on of those that hold something, and at a
/// few others: the array either runs with the right data, or is locked and gives none; with the drive
/// as it was, it runs.
fn alter_share(share: usize) {
    let sandbox = small_array();
    let drive = sandbox.array().join("drives/CH0.BAY1");
    let whole = fs::read(&drive).unwrap();
    let mut locked = 0;
    let is_of_interest = |at: &usize| whole[*at] != 0 || at.is_multiple_of(499);
    let positions: Vec<_> = (0..whole.len()).filter(is_of_interest).collect();
    for &at in positions.iter().skip(share).step_by(SHARES) {
        let mut altered = whole.clone();
        altered[at] ^= 1 << (at / SHARES % 8);
        locked += u32::from(is_locked_or_right(&sandbox, &drive, &altered, at));
        if at % 5 == 0 {
            locked += u32::from(is_locked_or_right(&sandbox, &drive, &whole[..at], at));
        }
    }
    assert!(
        locked as usize > positions.len() / SHARES / 2,
        "{locked} alterations were found"
    );
    fs::write(&drive, &whole).unwrap();
    done(&sandbox, "puresim power on");
    assert_eq!(done(&sandbox, "puresim data read vol1"), "what was written");
}

#[test]
fn a_damaged_drive_among_many_is_reported_and_the_array_runs() {
    let sandbox = Sandbox::new().unwrap();
    done(
        &sandbox,
        "printf 'what was written' | puresim data write vol1",
    );
    let drive = sandbox.array().join("drives/CH0.BAY1");
    let whole = fs::read(&drive).unwrap();
    for length in [0, 1, 80, whole.len() - 1] {
        fs::write(&drive, &whole[..length]).unwrap();
        done(&sandbox, "puresim power cycle");
        assert_eq!(done(&sandbox, "puresim data read vol1"), "what was written");
        let drives = done(&sandbox, "puresim drive list --notitle");
        let row = drives
            .lines()
            .find(|row| row.starts_with("CH0.BAY1"))
            .unwrap();
        assert!(!row.contains("healthy"), "{row}");
    }
}

fn is_locked_or_right(sandbox: &Sandbox, drive: &Path, bytes: &[u8], at: usize) -> bool {
    fs::write(drive, bytes).unwrap();
    let cycled = sandbox.run("puresim power cycle > /dev/null").unwrap();
    let read = sandbox.run("puresim data read vol1").unwrap();
    for ran in [&cycled, &read] {
        assert!(
            ran.status <= 1 && !ran.text.contains("panicked"),
            "byte {at}: {ran:?}"
        );
        assert!(
            ran.status == 0 || ran.text.starts_with("Error"),
            "byte {at}: {ran:?}"
        );
    }
    assert_eq!(cycled.status, read.status, "byte {at}: {cycled:?} {read:?}");
    assert!(
        read.status == 1 || read.text == "what was written",
        "byte {at}: {read:?}"
    );
    read.status == 1
}
