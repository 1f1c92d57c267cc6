//! Homes and exports of release 0.1, in which an array's folder had the array's name.

mod common;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use pure_core::archive::{ImportOptions, Passphrase};
use pure_core::kmip_server::Uris;
use pure_core::power::State;
use pure_core::{
    Arrays, Bench, Context, ErrorKind, Layout, Notice, Purity, Result, Selection, Subject,
    TimeSource,
};

use common::{TestHome, name};

/// The fixture's arrays, with the volume of each and what it holds.
const ARRAYS: [(&str, &str, &str); 3] = [
    ("Dark", "vol3", "contents in the dark"),
    ("Rack1", "vol1", "contents of the first array"),
    ("Vault", "vol2", "contents of the vault"),
];

fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(file)
}

/// A home as release 0.1 left it. Since then the machine was switched off: nothing is in memory.
fn old_home() -> TestHome {
    let home = TestHome::with(&[]);
    let archive = File::open(fixture("home-0.1.tar")).unwrap();
    let mut archive = tar::Archive::new(archive);
    archive.set_preserve_permissions(true);
    archive.unpack(home.path("")).unwrap();
    home
}

/// For the current array, an hour after the fixture was made.
fn current(home: &TestHome) -> Context {
    let mut context = home.context("none");
    context.array = Selection::Current;
    at_its_time(context)
}

fn named(home: &TestHome, array: &str) -> Context {
    at_its_time(home.context(array))
}

fn at_its_time(mut context: Context) -> Context {
    let then: Timestamp = "2026-11-26T05:05:00Z".parse().unwrap();
    context.time = TimeSource::Pinned(then);
    context
}

fn read(bench: &Bench, volume: &str) -> Result<String> {
    let mut contents = Vec::new();
    bench.read_volume(&name(volume), &mut contents)?;
    Ok(String::from_utf8(contents).unwrap())
}

/// All of the fixture is there, each array in a folder named by its UUID.
#[track_caller]
fn assert_all_there(home: &TestHome) {
    let context = current(home);
    let listed = Arrays::of(&context).list().unwrap().into_iter();
    let listed: Vec<_> = listed.map(|(_, array)| array.unwrap()).collect();
    let found: Vec<_> = listed
        .iter()
        .map(|array| (array.name.as_str(), array.is_current))
        .collect();
    assert_eq!(found, [("Dark", false), ("Rack1", false), ("Vault", true)]);
    let mut folders: Vec<_> = fs::read_dir(context.home.arrays())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|folder| !folder.starts_with('.'))
        .collect();
    folders.sort_unstable();
    let mut ids: Vec<_> = listed.iter().map(|array| array.id.to_string()).collect();
    ids.sort_unstable();
    assert_eq!(folders, ids);
    let chosen = fs::read_to_string(context.home.root().join("current")).unwrap();
    assert_eq!(chosen.trim_end(), listed[2].id.to_string());
    for array in &listed {
        let folder = context.home.arrays().join(array.id.to_string());
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("array.db")), 0o600);
        let database = rusqlite::Connection::open(folder.join("array.db")).unwrap();
        assert!(database.prepare("SELECT name FROM array").is_err());
    }
    assert_eq!(home.notices(), []);
}

/// Whatever request comes first.
#[test]
fn the_first_request_takes_all_arrays_in() {
    type First = fn(&TestHome);
    let requests: [(&str, First); 7] = [
        ("open", |home| {
            let array = Purity::open(&current(home)).unwrap();
            assert_eq!(array.identity().unwrap().name.as_str(), "Vault");
        }),
        ("open by name", |home| {
            let array = Purity::open(&named(home, "rack1")).unwrap();
            assert_eq!(array.identity().unwrap().name.as_str(), "Rack1");
        }),
        ("complete names", |home| {
            let array = Purity::open_existing(&named(home, "VAULT")).unwrap();
            assert_eq!(array.identity().unwrap().name.as_str(), "Vault");
        }),
        ("list", |home| assert_all_there(home)),
        ("get", |home| {
            let context = current(home);
            let found = Arrays::of(&context).get(&name("vault")).unwrap();
            assert!(found.is_current);
            let missing = Arrays::of(&context).get(&name("pure01")).unwrap_err();
            assert_eq!(missing.kind(), ErrorKind::NotFound);
        }),
        ("create", |home| {
            let context = current(home);
            let create = |array| Arrays::of(&context).create(&name(array), &Layout::default());
            let taken = create("rack1").unwrap_err();
            assert_eq!(taken.kind(), ErrorKind::Exists);
            assert_eq!(taken.subject(), Some(&Subject::Array(name("rack1"))));
            // The name that the array had before.
            create("pure01").unwrap();
            Arrays::of(&context).delete(&name("pure01")).unwrap();
        }),
        ("list cards", |home| {
            let listed = Bench::cards(&current(home)).unwrap();
            let listed: Vec<_> = listed
                .iter()
                .map(|card| (card.name.as_str(), card.array.as_ref()))
                .collect();
            assert_eq!(listed, [("Alice", Some(&name("Vault"))), ("Bob", None)]);
        }),
    ];
    for (request, send) in requests {
        println!("{request}");
        let home = old_home();
        send(&home);
        assert_all_there(&home);
    }
}

#[test]
fn what_the_arrays_were_they_are() {
    let home = old_home();
    let bench = Bench::open(&current(&home)).unwrap();
    let power = bench.power().unwrap();
    assert_eq!(power.name.as_str(), "Vault");
    assert_eq!(power.status.state, State::On, "booted, with its card");
    assert_eq!(
        (power.status.generation.number(), power.ssds_present),
        (2, 5)
    );
    assert_eq!(read(&bench, "vol2").unwrap(), "contents of the vault");
    // Its clock was moved, and the key manager's was not: it is in the time in which it was.
    assert_eq!(bench.clock().offset(), SignedDuration::ZERO);
    assert_eq!(bench.clock().skew(), SignedDuration::from_mins(90));
    let status = bench.purity().token_status().unwrap();
    assert_eq!(status.condition.as_str(), "enabled");
    assert!(bench.purity().test_token().unwrap().is_ok());
    let certificate = bench.purity().certificate(&name("cert_2")).unwrap();
    let common_name = certificate.summary.common_name.as_deref();
    assert_eq!(common_name, Some("vault.example"));
    let server = bench.purity().kmip_server(&name("kmip_srvr")).unwrap();
    let uris = Uris::try_from(vec!["kmip.example:5696".parse().unwrap()]).unwrap();
    assert_eq!(server.uris.to_string(), uris.to_string());
    // The drive on the shelf comes back, and gets a share of the new array key.
    bench
        .insert_drive("CH0.BAY2".parse().unwrap(), None)
        .unwrap();
    assert_eq!(bench.power().unwrap().ssds_present, 6);

    let log = bench.log().unwrap();
    let told: Vec<_> = log
        .iter()
        .map(|entry| (entry.user.as_str(), entry.event.as_str()))
        .collect();
    let before = [
        "array",
        "certificate",
        "kmip",
        "card",
        "security-token",
        "data",
        "clock",
        "drive",
    ];
    assert_eq!(told[..8], before.map(|event| ("alice", event)));
    assert_eq!(
        told[8..],
        ["power", "power", "drive"].map(|event| ("tester", event))
    );
    assert_eq!(log[8].detail, "lost");

    let rack = Bench::open(&named(&home, "Rack1")).unwrap();
    assert_eq!(read(&rack, "vol1").unwrap(), "contents of the first array");
    let renamed = |entry: &pure_core::log::Entry| entry.detail == "renamed from pure01";
    assert!(rack.log().unwrap().iter().any(renamed));
    assert_eq!(home.notices(), []);
}

#[test]
fn why_an_array_was_locked_is_still_told() {
    let home = old_home();
    let bench = Bench::open(&named(&home, "Dark")).unwrap();
    let State::Locked(reason) = bench.power().unwrap().status.state else {
        panic!("it is not locked")
    };
    // As release 0.1 had written it, with the command that it named.
    let reason = reason.to_string();
    assert!(reason.starts_with("The smart card "), "{reason}");
    assert!(
        reason.ends_with("Insert it with puresim card insert."),
        "{reason}"
    );
    let refused = read(&bench, "vol3").unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Locked);
    assert!(refused.to_string().contains(&reason), "{refused}");
    bench.insert_card(&name("Bob")).unwrap();
    bench.power_on(&mut |_| ()).unwrap();
    assert_eq!(read(&bench, "vol3").unwrap(), "contents in the dark");
}

#[test]
fn it_is_done_once() {
    let home = old_home();
    assert_all_there(&home);
    let context = current(&home);
    let tree = || {
        let folders = fs::read_dir(context.home.arrays()).unwrap();
        let mut names: Vec<_> = folders.map(|entry| entry.unwrap().file_name()).collect();
        names.sort_unstable();
        (
            names,
            fs::read(context.home.root().join("current")).unwrap(),
        )
    };
    let before = tree();
    assert_all_there(&home);
    assert_eq!(tree(), before);
    let vault = Purity::open(&context).unwrap();
    vault.rename(&name("Strongroom")).unwrap();
    let renamed = Purity::open(&context).unwrap().identity().unwrap();
    assert_eq!(renamed.name.as_str(), "Strongroom");
    assert_eq!(tree(), before, "a name is one row");
}

/// Of threads that are the first at the same time, each finds all arrays.
#[test]
fn many_requests_are_the_first() {
    let home = old_home();
    std::thread::scope(|scope| {
        for (array, _, _) in ARRAYS.iter().cycle().take(12) {
            let home = &home;
            scope.spawn(move || {
                let context = named(home, array);
                let bench = Bench::open_as_it_is(&context).unwrap();
                assert_eq!(bench.name().unwrap().as_str(), *array);
                assert_eq!(Arrays::of(&context).list().unwrap().len(), 3);
            });
        }
    });
    assert!(
        home.notices()
            .iter()
            .all(|notice| *notice == Notice::Waiting)
    );
    assert_all_there(&home);
}

#[test]
fn an_array_that_cannot_be_read_does_not_keep_the_others() {
    let home = old_home();
    let folder = home.path("home/arrays/dark");
    fs::write(folder.join("array.db"), "nothing").unwrap();
    let told = |home: &TestHome| {
        let notices = home.notices();
        assert!(
            matches!(
                notices.as_slice(),
                [Notice::FolderLeft { folder: left, reason }]
                    if *left == folder && reason.to_string().contains("is damaged")
            ),
            "{notices:?}"
        );
    };
    let bench = Bench::open(&named(&home, "Rack1")).unwrap();
    told(&home);
    assert_eq!(read(&bench, "vol1").unwrap(), "contents of the first array");
    let bench = Bench::open(&current(&home)).unwrap();
    assert_eq!(read(&bench, "vol2").unwrap(), "contents of the vault");
    assert_eq!(home.notices(), []);
    assert_eq!(Arrays::of(&current(&home)).list().unwrap().len(), 2);
    told(&home);
    assert!(folder.exists(), "it may be restored");
}

#[test]
fn of_copies_the_array_is_the_one_that_is_called_by_its_name() {
    let home = old_home();
    let arrays = home.path("home/arrays");
    // Whatever the order is in which a folder is read.
    for copy in ["a-copy", "copy", "z-copy"] {
        fs::create_dir(arrays.join(copy)).unwrap();
        fs::copy(
            arrays.join("rack1/array.db"),
            arrays.join(copy).join("array.db"),
        )
        .unwrap();
    }
    let bench = Bench::open(&named(&home, "Rack1")).unwrap();
    assert_eq!(read(&bench, "vol1").unwrap(), "contents of the first array");
    let notices = home.notices();
    assert_eq!(notices.len(), 3, "{notices:?}");
    for copy in ["a-copy", "copy", "z-copy"] {
        let folder = arrays.join(copy);
        assert!(folder.exists());
        assert!(notices.contains(&Notice::CopyLeft { folder }));
    }
}

/// As one that the operator had chosen and someone took away.
#[test]
fn a_current_array_that_is_missing_is_told_of() {
    let home = old_home();
    fs::remove_dir_all(home.path("home/arrays/vault")).unwrap();
    for _ in 0..2 {
        let missing = Purity::open(&current(&home)).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
        assert_eq!(missing.subject(), Some(&Subject::Array(name("Vault"))));
    }
    let context = current(&home);
    let listed = Arrays::of(&context).list().unwrap().into_iter();
    let listed: Vec<_> = listed.map(|(_, array)| array.unwrap()).collect();
    assert_eq!(listed.len(), 2, "and no other was made in its place");
    assert!(listed.iter().all(|array| !array.is_current));
    Arrays::of(&context).choose(&name("Rack1")).unwrap();
    let current = Purity::open(&context).unwrap().identity().unwrap();
    assert_eq!(current.name.as_str(), "Rack1");
}

/// Where none was chosen, `pure01` is the current array.
#[test]
fn a_home_without_a_choice_has_its_default_array() {
    let home = old_home();
    fs::remove_file(home.path("home/current")).unwrap();
    let array = Purity::open(&current(&home)).unwrap();
    assert_eq!(array.identity().unwrap().name.as_str(), "pure01");
    let context = current(&home);
    let listed = Arrays::of(&context).list().unwrap().into_iter();
    let listed: Vec<_> = listed.map(|(_, array)| array.unwrap()).collect();
    let listed: Vec<_> = listed
        .iter()
        .map(|array| (array.name.as_str(), array.is_current))
        .collect();
    assert_eq!(
        listed,
        [
            ("Dark", false),
            ("pure01", true),
            ("Rack1", false),
            ("Vault", false)
        ]
    );
}

/// Release 0.1 died while it renamed an array: before it moved the folder, before it wrote the name,
/// before it wrote the choice, and before it was done.
#[test]
fn a_renaming_that_was_decided_is_finished() {
    for steps in 0..=3 {
        let home = old_home();
        let arrays = home.path("home/arrays");
        fs::write(arrays.join(".renaming"), "Vault\nStrongroom\ntrue\n").unwrap();
        let folder = arrays.join("strongroom");
        if steps > 0 {
            fs::rename(arrays.join("vault"), &folder).unwrap();
        }
        if steps > 1 {
            let database = rusqlite::Connection::open(folder.join("array.db")).unwrap();
            let name = "UPDATE array SET name = 'Strongroom';
                INSERT INTO log (time, user, event, subject, detail)
                VALUES (1795665929, 'alice', 'array', 'Strongroom', 'renamed from Vault')";
            database.execute_batch(name).unwrap();
        }
        if steps > 2 {
            fs::write(home.path("home/current"), "Strongroom\n").unwrap();
        }
        let bench = Bench::open(&current(&home)).unwrap();
        assert_eq!(
            bench.name().unwrap().as_str(),
            "Strongroom",
            "after {steps} steps"
        );
        assert_eq!(read(&bench, "vol2").unwrap(), "contents of the vault");
        let log = bench.log().unwrap();
        let renamed = log
            .iter()
            .filter(|entry| entry.detail == "renamed from Vault");
        assert_eq!(renamed.count(), 1, "after {steps} steps");
        assert!(!arrays.join(".renaming").exists());
        let gone = Purity::open(&named(&home, "Vault")).unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::NotFound);
        assert_eq!(Arrays::of(&current(&home)).list().unwrap().len(), 3);
        assert_eq!(home.notices(), []);
    }
}

#[test]
fn a_renaming_of_an_array_that_is_gone_keeps_nobody() {
    let home = old_home();
    fs::write(home.path("home/arrays/.renaming"), "gone\nelse\nfalse\n").unwrap();
    assert_all_there(&home);
    assert!(!home.path("home/arrays/.renaming").exists());
}

#[test]
fn an_export_of_release_0_1_is_taken_in() {
    let home = TestHome::with(&[]);
    let context = current(&home);
    let passphrase = |text: &str| Passphrase::new(text.into()).unwrap();
    let plain = ImportOptions::default();
    let file = fixture("export-0.1.pure");
    let wrong = Arrays::of(&context).import(&file, &passphrase("correct horse batterie"), &plain);
    assert_eq!(wrong.unwrap_err().kind(), ErrorKind::Refused);
    let right = passphrase("correct horse battery");
    let imported = Arrays::of(&context).import(&file, &right, &plain).unwrap();
    assert_eq!(imported.name.as_str(), "Rack1");
    let bench = Bench::open(&named(&home, "rack1")).unwrap();
    bench.power_on(&mut |_| ()).unwrap();
    assert_eq!(read(&bench, "vol1").unwrap(), "contents of the first array");
    let again = Arrays::of(&context)
        .import(&file, &right, &plain)
        .unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Exists);
    // It is carried on to another home, as an export of this release.
    let export = home.path("rack1.pure");
    Arrays::of(&context)
        .export(&name("Rack1"), &export, &right)
        .unwrap();
    let other = TestHome::with(&[]);
    let context = current(&other);
    let imported = Arrays::of(&context)
        .import(&export, &right, &plain)
        .unwrap();
    assert_eq!(imported.name.as_str(), "Rack1");
    let bench = Bench::open(&named(&other, "rack1")).unwrap();
    bench.power_on(&mut |_| ()).unwrap();
    assert_eq!(read(&bench, "vol1").unwrap(), "contents of the first array");
}

/// The same as an export that is in the home of release 0.1 already.
#[test]
fn an_array_is_not_taken_in_twice() {
    let home = old_home();
    let context = current(&home);
    let passphrase = Passphrase::new("correct horse battery".into()).unwrap();
    let plain = ImportOptions::default();
    let twice = Arrays::of(&context).import(&fixture("export-0.1.pure"), &passphrase, &plain);
    assert_eq!(twice.unwrap_err().kind(), ErrorKind::Exists);
    assert_all_there(&home);
}

/// Kills a process at every step; the next request continues from there.
#[cfg(feature = "testing")]
#[test]
fn who_is_killed_on_the_way_is_followed_by_one_that_finishes() {
    use std::process::Command;

    const HOME: &str = "PURE_CORE_TEST_HOME";
    const CRASH_AT: &str = "PURE_CORE_TEST_CRASH_AT";
    const THIS: &str = "who_is_killed_on_the_way_is_followed_by_one_that_finishes";

    if let Some(folder) = std::env::var_os(HOME) {
        let folder = PathBuf::from(folder);
        let home = pure_core::Home::at(&folder.join("home")).unwrap();
        let context = Context::new(home, folder.join("memory"), "killed");
        pure_core::fault::follow(pure_core::fault::Plan {
            crash_at: std::env::var(CRASH_AT).ok(),
            ..Default::default()
        });
        Arrays::of(&context).list().unwrap();
        return;
    }
    let points = (1..=3)
        .flat_map(|time| {
            [
                format!("migrate-named:{time}"),
                format!("migrate-moved:{time}"),
            ]
        })
        .chain(["migrate-chosen".to_owned()]);
    for point in points {
        let home = old_home();
        let ran = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", THIS, "--nocapture"])
            .env(HOME, home.path(""))
            .env(CRASH_AT, &point)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(!ran.status.success(), "{point} is never reached");
        assert!(said.contains("crash point migrate-"), "{said}");
        for (array, _, _) in ARRAYS {
            // Opened by name, it has no need for the choice.
            let bench = Bench::open_as_it_is(&named(&home, array)).unwrap();
            assert_eq!(bench.name().unwrap().as_str(), array, "{point}");
        }
        assert_all_there(&home);
    }
}
