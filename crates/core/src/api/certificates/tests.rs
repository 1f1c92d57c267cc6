//! Private keys that are deleted or replaced lie in no file of the database any more.

use std::fs;

use super::*;
use crate::ground::StoreError;
use crate::lifecycle::tests::{TestHome, name};
use crate::noun::certificate::{Changes, KeySpec, NewKey, SelfSigned};

/// An array with a certificate `cert` on P-256, open twice: the log is not emptied by itself.
fn array(home: &TestHome) -> (Purity, Purity) {
    let open = || Purity::open(&home.context).unwrap();
    let (array, other) = (open(), open());
    let spec = SelfSigned {
        key: KeySpec::Ec,
        ..SelfSigned::default()
    };
    array.create_certificate(&name("cert"), &spec).unwrap();
    other.certificate(&name("cert")).unwrap();
    (array, other)
}

/// The secret numbers of the keys in that table: where PKCS #8 has those of P-256.
fn secrets(array: &Purity, table: &str) -> Vec<Vec<u8>> {
    let sql = format!("SELECT key FROM {table} WHERE length(key) BETWEEN 68 AND 200");
    let secrets = array.array().store().read(|db| {
        let mut statement = db.prepare(&sql)?;
        let keys = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        let keys = keys.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok::<_, StoreError>(keys.iter().map(|key| key[36..68].to_vec()).collect())
    });
    secrets.unwrap()
}

/// In how many files of the array the secret lies.
fn found(array: &Purity, secret: &[u8]) -> usize {
    let files = fs::read_dir(array.array().folder()).unwrap();
    let files = files.filter_map(|file| fs::read(file.unwrap().path()).ok());
    files
        .filter(|bytes| bytes.windows(16).any(|window| window == &secret[..16]))
        .count()
}

#[test]
fn the_key_of_a_deleted_certificate_is_overwritten() {
    let home = TestHome::with(&["pure01"]);
    let (array, _other) = array(&home);
    let secret = secrets(&array, "certificate_material").remove(0);
    assert_ne!(found(&array, &secret), 0);
    array.delete_certificate(&name("cert")).unwrap();
    assert_eq!(found(&array, &secret), 0);
}

#[test]
fn a_key_that_was_replaced_is_overwritten() {
    let home = TestHome::with(&["pure01"]);
    let (array, _other) = array(&home);
    let secret = secrets(&array, "certificate_material").remove(0);
    let changes = Changes {
        key: NewKey::LikeTheOld,
        ..Changes::default()
    };
    array
        .change_certificate(&name("cert"), &Replacement::SelfSigned(&changes), false)
        .unwrap();
    assert_eq!(found(&array, &secret), 0);
    let new = secrets(&array, "certificate_material").remove(0);
    assert_ne!(new, secret);
    assert_ne!(found(&array, &new), 0);
}

#[test]
fn the_key_of_a_request_goes_with_its_certificate() {
    let home = TestHome::with(&["pure01"]);
    let (array, _other) = array(&home);
    let request = Request {
        new_key: true,
        ..Request::default()
    };
    array.certificate_request(&name("cert"), &request).unwrap();
    let secret = secrets(&array, "certificate_request").remove(0);
    assert_ne!(found(&array, &secret), 0);
    array.delete_certificate(&name("cert")).unwrap();
    assert_eq!(found(&array, &secret), 0);
}
