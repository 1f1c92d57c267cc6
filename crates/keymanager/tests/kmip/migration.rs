//! The state of earlier releases, brought up to date: whole, and after a kill in the middle as well.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kmip::enums::State;
use pure_keymanager::KeyManager;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::fixture::{Fixture, NOW};
use crate::session::Session;

/// The variable that names the state to a process that only opens it.
const OPENS: &str = "PURE_TESTS_OPENS";

/// So many keys take long enough to be killed among.
const MANY: i64 = 60_000;

/// Brings what the database `new` holds into one of release 0.1.
const INTO_RELEASE_0_1: &str = "
PRAGMA journal_mode = WAL;
INSERT INTO account SELECT id, name, created FROM new.account;
INSERT INTO groups SELECT id, account, name, created FROM new.groups;
INSERT INTO app SELECT id, account, name, interface,
    (SELECT bytes FROM new.sealed WHERE number = app.sealed), certificate, created FROM new.app;
INSERT INTO app_group SELECT app, position, groups FROM new.app_group;
INSERT INTO key SELECT number, id, groups, object_type, state, enabled, fresh, algorithm, length,
    usage_mask, subtype, format, (SELECT bytes FROM new.sealed WHERE number = key.sealed), sensitive,
    always_sensitive, extractable, never_extractable, initial, activation, process_start,
    protect_stop, deactivation, destroyed, compromise, occurrence, last_change, reason, message
    FROM new.key;
INSERT INTO key_name SELECT * FROM new.key_name;
INSERT INTO key_attribute SELECT * FROM new.key_attribute;
PRAGMA user_version = 1;
";

/// What the fixture holds, as release 0.1 kept it.
fn release_0_1(fixture: &Fixture) -> (TempDir, Connection) {
    let old = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(fixture.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if !name.to_string_lossy().contains("keymanager.db") {
            fs::copy(&path, old.path().join(name)).unwrap();
        }
    }
    let path = old.path().join("keymanager.db");
    let database = Connection::open(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    database
        .execute_batch(include_str!("tables-0.1.sql"))
        .unwrap();
    let new = fixture.folder.path().join("keymanager.db");
    let attach = "ATTACH ?1 AS new";
    database.execute(attach, [new.to_str().unwrap()]).unwrap();
    database.execute_batch(INTO_RELEASE_0_1).unwrap();
    (old, database)
}

fn manager(folder: &Path) -> Arc<KeyManager> {
    KeyManager::open(folder, Arc::new(|| NOW)).unwrap()
}

#[test]
fn the_state_of_release_0_1_is_taken_over() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let ids = ["a", "b", "c"].map(|name| client.create(name));
    let materials = ids.each_ref().map(|id| client.get(id).unwrap());
    fixture.manager.destroy_key("b").unwrap();
    let app = fixture.app("other", &["storage"]);
    let identity = fixture.identity("second", &["storage"]);
    let api_key = fixture.manager.api_key(&app).unwrap();

    let (old, database) = release_0_1(&fixture);
    drop(database);
    let taken_over = manager(old.path());
    assert_eq!(taken_over.clear_faults(None).unwrap(), 0);
    assert_eq!(taken_over.api_key(&app).unwrap(), api_key);
    assert_eq!(taken_over.key("b").unwrap().state, State::Destroyed);
    let server = pure_keymanager::Server::bind(taken_over, "127.0.0.1:0", &[], Default::default());
    let server = server.unwrap();
    let second = fixture.at(server.address());
    std::thread::spawn(move || server.run());
    let mut client = Session::open(&second, Some(&identity));
    for index in [0, 2] {
        assert_eq!(client.get(&ids[index]).unwrap(), materials[index]);
    }
}

/// Adds keys to a state of release 0.1: each has the material of the first under a UUID of its own.
const MORE: &str = "
WITH RECURSIVE more (number) AS (SELECT 1000 UNION ALL SELECT number + 1 FROM more WHERE number < 999 + ?1)
INSERT INTO key SELECT more.number, printf('%08x-0000-4000-8000-000000000000', more.number), groups,
    object_type, state, enabled, fresh, algorithm, length, usage_mask, subtype, format, material,
    sensitive, always_sensitive, extractable, never_extractable, initial, activation, process_start,
    protect_stop, deactivation, destroyed, compromise, occurrence, last_change, reason, message
    FROM more JOIN key ON key.number = (SELECT min(number) FROM key)";

/// A process that opens the state, and so brings it up to date.
fn open_elsewhere(folder: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "migration::a_kill_in_the_middle_is_made_good_by_the_next_start",
        ])
        .env(OPENS, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

/// The version of the tables, and how many keys there are, for whoever looks at the files.
fn seen(folder: &Path) -> (i64, i64) {
    let database = Connection::open(folder.join("keymanager.db")).unwrap();
    let value = |sql| database.query_row(sql, [], |row| row.get(0)).unwrap();
    (
        value("PRAGMA user_version"),
        value("SELECT count(*) FROM key"),
    )
}

#[test]
fn a_kill_in_the_middle_is_made_good_by_the_next_start() {
    if let Some(folder) = std::env::var_os(OPENS) {
        drop(manager(Path::new(&folder)));
        return;
    }
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("a");
    let material = client.get(&id).unwrap();
    let identity = fixture.identity("second", &["storage"]);
    let (old, database) = release_0_1(&fixture);
    database.execute(MORE, [MANY]).unwrap();
    drop(database);
    let (old_version, keys) = seen(old.path());
    assert_eq!((old_version, keys), (1, MANY + 1));

    let log = old.path().join("keymanager.db-wal");
    let length = || fs::metadata(&log).map_or(0, |about| about.len());
    // What it has written when it is killed, of what it writes in all: tens of megabytes.
    for written in [1 << 16, 1 << 20, 4 << 20, 8 << 20] {
        let mut child = open_elsewhere(old.path());
        let begin = Instant::now();
        while length() < written {
            assert!(
                child.try_wait().unwrap().is_none(),
                "it was done before {written} bytes"
            );
            assert!(begin.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(
            seen(old.path()),
            (old_version, keys),
            "killed at {written} bytes"
        );
    }
    let taken_over = manager(old.path());
    assert_eq!(seen(old.path()), (5, keys));
    let group = taken_over.group(Some("storage")).unwrap();
    assert_eq!(taken_over.keys(Some(&group)).unwrap().len() as i64, keys);
    let server = pure_keymanager::Server::bind(taken_over, "127.0.0.1:0", &[], Default::default());
    let server = server.unwrap();
    let second = fixture.at(server.address());
    std::thread::spawn(move || server.run());
    let mut client = Session::open(&second, Some(&identity));
    assert_eq!(client.get(&id).unwrap(), material);
}
