//! Databases of commands, which read the one file alone while its log is empty.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use pure_sqlite::{Database, Error, Waiter};

use crate::{COMMANDS, Fixture, count, insert};

#[test]
fn a_command_that_reads_makes_nothing() {
    let fixture = Fixture::new(COMMANDS);
    let database = fixture.create();
    insert(&database, "x");
    drop(database);
    assert_eq!(fixture.files(), ["test.db", "test.db-lock"]);
    let database = fixture.open().unwrap();
    assert_eq!(count(&database), 1);
    assert_eq!(fixture.files(), ["test.db", "test.db-lock"]);
}

#[test]
fn a_command_that_reads_sees_what_others_change_meanwhile() {
    let fixture = Fixture::new(COMMANDS);
    drop(fixture.create());
    let reader = fixture.open().unwrap();
    assert_eq!(count(&reader), 0);
    let read = |_: &rusqlite::Connection| {
        let writer = fixture.open().unwrap();
        insert(&writer, "x");
        // The file may not change under the reader, whose inner reading continues with what it has.
        assert!(!writer.truncate_log().unwrap());
        drop(writer);
        assert_eq!(count(&reader), 0);
        Ok::<_, Error>(())
    };
    reader.read(read).unwrap();
    assert!(fixture.files().contains(&"test.db-wal".to_owned()));
    assert_eq!(count(&reader), 1);
    assert_eq!(count(&fixture.open().unwrap()), 1);
    drop(reader);
    assert_eq!(fixture.files(), ["test.db", "test.db-lock"]);
}

#[test]
fn a_command_that_reads_may_change() {
    let fixture = Fixture::new(COMMANDS);
    drop(fixture.create());
    let database = fixture.open().unwrap();
    let read = |_: &rusqlite::Connection| {
        insert(&database, "within");
        assert!(!database.truncate_log().unwrap());
        Ok::<_, Error>(())
    };
    database.read(read).unwrap();
    assert_eq!(count(&database), 1);
    assert!(database.truncate_log().unwrap());
    insert(&database, "after");
    drop(database);
    assert_eq!(count(&fixture.open().unwrap()), 2);
}

#[test]
fn a_path_is_no_uri() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a?mode=memory&b#c%41 ü.db");
    let database = Database::create(&path, COMMANDS, Waiter::silent()).unwrap();
    insert(&database, "x");
    drop(database);
    let database = Database::open(&path, COMMANDS, Waiter::silent()).unwrap();
    assert_eq!(count(&database), 1);
}

#[test]
fn what_was_moved_is_not_confused_with_what_is_there_now() {
    let fixture = Fixture::new(COMMANDS);
    drop(fixture.create());
    let late = fixture.open().unwrap();
    fs::rename(fixture.path(), fixture.folder.path().join("elsewhere.db")).unwrap();
    let other = fixture.create();
    let write = |_: &rusqlite::Transaction<'_>| Ok::<_, Error>(());
    assert!(matches!(late.write(write), Err(Error::Moved(_))));
    drop(late);
    assert_eq!(count(&other), 0);
}

/// Rows that every change changes together, over more pages than one.
const ROWS: usize = 300;

#[test]
fn a_crowd_sees_whole_changes_in_their_order() {
    let fixture = Fixture::new(COMMANDS);
    let database = fixture.create();
    for _ in 0..ROWS {
        insert(&database, &"0".repeat(100));
    }
    drop(database);
    let committed = AtomicU32::new(0);
    let write = |number: u32| {
        let database = fixture.open().unwrap();
        let text = format!("{number:0100}");
        let update = |tx: &rusqlite::Transaction<'_>| {
            tx.execute("UPDATE parent SET text = ?1", [text])
                .map_err(|e| database.error(e))
        };
        assert_eq!(database.write(update).unwrap(), ROWS);
        committed.store(number, Ordering::SeqCst);
    };
    let read = || {
        let before = committed.load(Ordering::SeqCst);
        let database = fixture.open().unwrap();
        let seen = |db: &rusqlite::Connection| {
            db.query_row(
                "SELECT min(text), max(text), count(*) FROM parent",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .map_err(|e| database.error(e))
        };
        let (least, most, rows): (String, String, u32) = database.read(seen).unwrap();
        assert_eq!((&least, rows as usize), (&most, ROWS));
        let seen: u32 = least.parse().unwrap();
        assert!(seen >= before, "{seen} after {before}");
    };
    let last = 60;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while committed.load(Ordering::SeqCst) < last {
                    read();
                }
            });
        }
        (1..=last).for_each(write);
    });
    drop(fixture.open().unwrap());
    let reader = fixture.open().unwrap();
    assert_eq!(count(&reader), i64::try_from(ROWS).unwrap());
    assert_eq!(fixture.files(), ["test.db", "test.db-lock"]);
}

/// The first statement of a connection may find everything locked, as while a log is made or removed.
#[test]
fn whoever_changes_first_waits_for_one_who_locks_everything() {
    let fixture = Fixture::new(COMMANDS);
    drop(fixture.create());
    // It reads without a connection that SQLite would see.
    let database = fixture.open().unwrap();
    let other = rusqlite::Connection::open(fixture.path()).unwrap();
    other
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE;")
        .unwrap();
    let held = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        drop(other);
    });
    insert(&database, "waited");
    held.join().unwrap();
    assert_eq!(count(&database), 1);
}
