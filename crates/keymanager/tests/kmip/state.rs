//! What is on the disk.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use kmip::Attribute;
use kmip::enums::{KeyFormatType, SecretDataType, State};
use kmip::operation::RegisterRequest;
use kmip::{KeyBlock, ManagedObject};
use pure_keymanager::{KeyManager, KeyManagerError, StoreError};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::fixture::{Fixture, NOW, name};
use crate::session::{Session, create};

fn manager(folder: &TempDir) -> Arc<KeyManager> {
    try_manager(folder).unwrap()
}

fn try_manager(folder: &TempDir) -> Result<Arc<KeyManager>, KeyManagerError> {
    KeyManager::open(folder.path(), Arc::new(|| NOW))
}

#[test]
fn what_was_reported_is_there_for_others() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    client.activate(&id).unwrap();
    let material = client.get(&id).unwrap();

    let again = fixture.reopened();
    let key = again.key("k").unwrap();
    assert_eq!(
        (key.row.id.as_str(), key.state),
        (id.as_str(), State::Active)
    );
    let server = pure_keymanager::Server::bind(again, "127.0.0.1:0", &[], Default::default());
    let server = server.unwrap();
    let second = fixture.at(server.address());
    std::thread::spawn(move || server.run());
    let mut client = Session::open(&second, Some(&second.identity("second", &["storage"])));
    assert_eq!(client.get(&id).unwrap(), material);
}

#[test]
fn many_write_at_once_and_a_name_is_one_keys() {
    let fixture = Fixture::new();
    let identity = fixture.identity("flasharray", &["storage"]);
    let (mut made, mut contested) = (0, 0);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..32)
            .map(|thread| {
                let (fixture, identity) = (&fixture, &identity);
                scope.spawn(move || {
                    let mut client = Session::open(fixture, Some(identity));
                    let own = (0..5).map(|n| client.create(&format!("{thread}-{n}")));
                    let own = own.collect::<Vec<_>>();
                    let name = create(&[Attribute::object_name("contested")]);
                    let won = client.call(name).is_ok();
                    let found = own.iter().filter(|id| client.get(id).is_ok());
                    (found.count(), usize::from(won))
                })
            })
            .collect();
        for thread in threads {
            let (own, won) = thread.join().unwrap();
            made += own;
            contested += won;
        }
    });
    assert_eq!((made, contested), (160, 1));
    assert_eq!(fixture.manager.keys(None).unwrap().len(), 161);
}

#[test]
fn nothing_on_the_disk_shows_a_secret() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let material = client.get(&id).unwrap();
    let password = b"a password that nobody else has".to_vec();
    let block =
        KeyBlock::new(KeyFormatType::Opaque).with_material(Zeroizing::new(password.clone()));
    client
        .call(RegisterRequest::new(
            Vec::new(),
            ManagedObject::SecretData {
                kind: SecretDataType::Password,
                block,
            },
        ))
        .unwrap();
    let app = fixture.app("other", &["storage"]);
    let api_key = fixture.manager.api_key(&app).unwrap();
    let mut read = 0;
    for entry in fs::read_dir(fixture.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
        let bytes = fs::read(&path).unwrap();
        read += bytes.len();
        for secret in [&material, &password, &api_key.as_bytes().to_vec()] {
            let shown = bytes.windows(16).any(|window| window == &secret[..16]);
            assert!(!shown, "{}", path.display());
        }
    }
    assert!(read > 10_000, "there is nothing to look into");
}

/// What a seeded key manager makes.
fn harvest(folder: &TempDir, seed: &str) -> Vec<String> {
    let manager = manager(folder);
    manager.set_seed(seed).unwrap();
    let account = manager.create_account(&name("acme")).unwrap();
    let group = manager.create_group(&account, &name("storage")).unwrap();
    let app = manager
        .create_app(std::slice::from_ref(&group), &name("flasharray"), "kmip")
        .unwrap();
    let api_key = manager.api_key(&app).unwrap();
    let key = manager.create_key(&group, &name("k"), true).unwrap();
    vec![
        account.id,
        group.id,
        app.id,
        api_key.to_string(),
        key.row.id,
    ]
}

#[test]
fn everything_follows_from_a_seed() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let first = harvest(&folders[0], "example");
    assert_eq!(harvest(&folders[1], "example"), first);
    let other = harvest(&folders[2], "another");
    assert!(first.iter().all(|it| !other.contains(it)));
    // Nothing is made twice.
    let mut all = first.clone();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), first.len());
    // The order of the bytes is fixed for all time, since transcripts name them.
    assert_eq!(first[0], "343dcb0f-19eb-4232-9dc7-82b7a6710e00");

    // Later commands continue with it, and with no other.
    let again = manager(&folders[0]);
    assert!(again.is_seeded().unwrap());
    again.set_seed("example").unwrap();
    let error = again.set_seed("another").unwrap_err().to_string();
    assert!(error.starts_with("The key manager was started with another seed."));
    let next = |folder| {
        let manager = manager(folder);
        let group = manager.group(None).unwrap();
        let key = manager.create_key(&group, &name("next"), true);
        key.unwrap().row.id
    };
    assert_eq!(next(&folders[0]), next(&folders[1]));
}

#[test]
fn a_seed_is_refused_where_there_are_real_keys() {
    let folder = tempfile::tempdir().unwrap();
    let manager = manager(&folder);
    manager.create_account(&name("acme")).unwrap();
    let error = manager.set_seed("example").unwrap_err().to_string();
    assert!(error.starts_with("The key manager holds real keys"));
    assert!(!manager.is_seeded().unwrap());
}

#[test]
fn a_state_that_cannot_be_used_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(manager(&folder));
    let path = folder.path().join("keymanager.db");
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 1000).unwrap();
    drop(newer);
    let error = try_manager(&folder).unwrap_err();
    assert!(
        matches!(error, KeyManagerError::Store(StoreError::Newer(_))),
        "{error}"
    );

    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains("keymanager.db") {
            fs::write(path, vec![0x55; 8192]).unwrap();
        }
    }
    let error = try_manager(&folder).unwrap_err();
    assert!(
        matches!(error, KeyManagerError::Store(StoreError::Damaged(_))),
        "{error}"
    );
    assert_eq!(fs::read(&path).unwrap()[..4], [0x55; 4]);

    let cut_short = tempfile::tempdir().unwrap();
    fs::write(cut_short.path().join("master.key"), [1; 31]).unwrap();
    let error = try_manager(&cut_short).unwrap_err();
    assert!(
        matches!(error, KeyManagerError::Store(StoreError::MasterKey)),
        "{error}"
    );
}

#[test]
fn the_wrong_master_key_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let account = manager(&folder).create_account(&name("acme")).unwrap();
    let first = manager(&folder);
    let group = first.create_group(&account, &name("storage")).unwrap();
    let app = first.create_app(&[group], &name("a"), "kmip").unwrap();
    fs::write(folder.path().join("master.key"), [7; 32]).unwrap();
    let error = manager(&folder).api_key(&app).unwrap_err();
    assert!(
        matches!(error, KeyManagerError::Store(StoreError::MasterKey)),
        "{error}"
    );
}

#[test]
fn names_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let manager = manager(&folder);
    let text = |error: KeyManagerError| error.to_string();
    assert_eq!(
        text(manager.account(None).unwrap_err()),
        "There is no account yet."
    );
    let acme = manager.create_account(&name("acme")).unwrap();
    assert_eq!(
        text(manager.create_account(&name("acme")).unwrap_err()),
        "Account exists."
    );
    let other = manager.create_account(&name("other")).unwrap();
    assert_eq!(
        text(manager.account(None).unwrap_err()),
        "There are several accounts."
    );
    let storage = manager.create_group(&acme, &name("storage")).unwrap();
    let same = manager.create_group(&other, &name("storage")).unwrap();
    assert_eq!(
        text(manager.group(Some("storage")).unwrap_err()),
        "There are several groups of that name. Give the UUID of one instead."
    );
    assert_eq!(manager.group(Some(&same.id)).unwrap().account, "other");
    assert_eq!(
        text(manager.group(Some("none")).unwrap_err()),
        "Group does not exist."
    );

    let groups = std::slice::from_ref(&storage);
    manager.create_app(groups, &name("a"), "kmip").unwrap();
    let twice = manager.create_app(groups, &name("a"), "kmip");
    assert_eq!(text(twice.unwrap_err()), "App exists.");
    manager.create_key(&storage, &name("k"), true).unwrap();
    let twice = manager.create_key(&storage, &name("k"), true);
    assert_eq!(text(twice.unwrap_err()), "Key exists.");
    // Accounts do not know of each other's names.
    manager.create_key(&same, &name("k"), true).unwrap();
    assert_eq!(
        text(manager.key("k").unwrap_err()),
        "There are several keys of that name. Give the UUID of one instead."
    );

    let in_use = "is not empty. Delete what belongs to it first.";
    assert!(text(manager.delete_account("acme").unwrap_err()).ends_with(in_use));
    assert!(text(manager.delete_group(&storage.id).unwrap_err()).ends_with(in_use));
    manager.delete_app("a").unwrap();
    assert!(text(manager.delete_group(&storage.id).unwrap_err()).ends_with(in_use));
    for key in manager.keys(None).unwrap() {
        manager.deactivate_key(&key.row.id).unwrap();
        manager.destroy_key(&key.row.id).unwrap();
        manager.delete_key(&key.row.id).unwrap();
    }
    manager.delete_group(&storage.id).unwrap();
    manager.delete_account("acme").unwrap();
    assert!(manager.delete_account("acme").is_err());
}
