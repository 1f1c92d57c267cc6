//! What was destroyed or deleted lies in no file any more, also while the key manager is running.

use std::fs;

use crate::fixture::{Fixture, name};

/// In how many files of the key manager that lies.
fn found(fixture: &Fixture, secret: &[u8]) -> usize {
    let files = fs::read_dir(fixture.folder.path()).unwrap();
    let files = files.filter_map(|file| fs::read(file.unwrap().path()).ok());
    files
        .filter(|bytes| bytes.windows(16).any(|window| window == &secret[..16]))
        .count()
}

/// What was sealed last, as the database has it.
fn sealed(fixture: &Fixture) -> Vec<u8> {
    let path = fixture.folder.path().join("keymanager.db");
    let database = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT bytes FROM sealed ORDER BY number DESC LIMIT 1";
    let value = database.query_row(sql, [], |row| row.get(0)).unwrap();
    // It leaves the log to the key manager.
    std::mem::forget(database);
    value
}

#[test]
fn a_destroyed_key_lies_in_no_file() {
    let fixture = Fixture::new();
    let group = fixture.group("storage");
    let key = fixture
        .manager
        .create_key(&group, &name("key"), true)
        .unwrap();
    let material = sealed(&fixture);
    assert_ne!(found(&fixture, &material), 0);
    fixture.manager.deactivate_key("key").unwrap();
    fixture.manager.destroy_key("key").unwrap();
    assert_eq!(found(&fixture, &material), 0);
    fixture.manager.delete_key("key").unwrap();
    drop(key);
}

#[test]
fn the_api_key_of_a_deleted_app_lies_in_no_file() {
    let fixture = Fixture::new();
    fixture.app("app", &["storage"]);
    let sealed = sealed(&fixture);
    assert_ne!(found(&fixture, &sealed), 0);
    fixture.manager.delete_app("app").unwrap();
    assert_eq!(found(&fixture, &sealed), 0);
}

/// Rows that get longer move others, and so do those that go.
#[test]
fn no_key_that_was_destroyed_among_many_lies_in_a_file() {
    let fixture = Fixture::new();
    let group = fixture.group("storage");
    let manager = &fixture.manager;
    let mut gone = Vec::new();
    for number in 0..120 {
        let text = format!("key-{number}");
        manager.create_key(&group, &name(&text), true).unwrap();
        let sealed = sealed(&fixture);
        if number % 3 != 0 {
            manager.deactivate_key(&text).unwrap();
            gone.push((text, sealed));
        }
    }
    for (number, (name, _)) in gone.iter().enumerate() {
        manager.destroy_key(name).unwrap();
        if number % 2 == 0 {
            manager.delete_key(name).unwrap();
        }
    }
    for (name, sealed) in &gone {
        assert_eq!(found(&fixture, sealed), 0, "{name}");
    }
}
