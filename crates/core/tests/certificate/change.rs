//! Changing and deleting.

use pure_core::certificate::{
    self, CertificateError, Changes, Import, KeyAlgorithm, KeySpec, NewKey, PrivateKey, Status,
    SubjectChanges, pem,
};

use crate::authority::Authority;
use crate::bench::{Bench, bench, find, name, names, quick};

fn detail(array: &pure_core::Array, text: &str) -> certificate::Detail {
    let id = find(array, text).id;
    array
        .store()
        .read(|db| certificate::detail(db, id))
        .unwrap()
}

#[test]
fn what_is_not_given_stays() {
    let Bench { array, _folder } = bench();
    let mut wish = quick();
    wish.subject.common_name = "old-name".parse().ok();
    wish.subject.state = "Bayern".parse().ok();
    wish.days = "100".parse().unwrap();
    certificate::create_self_signed(&array, &name("a"), &wish).unwrap();
    let before = certificate::identity(&array, &name("a")).unwrap();

    let changes = Changes {
        subject: SubjectChanges {
            common_name: "new-name".parse().unwrap(),
            organization: "".parse().unwrap(),
            ..SubjectChanges::default()
        },
        ..Changes::default()
    };
    let changed = certificate::replace_with_self_signed(&array, &name("A"), &changes).unwrap();
    assert_eq!(changed.name.as_str(), "a");
    assert_eq!(changed.summary.common_name.as_deref(), Some("new-name"));
    assert_eq!(changed.summary.state.as_deref(), Some("Bayern"));
    assert_eq!(changed.summary.organization, None);
    assert_eq!(
        changed.summary.organizational_unit.as_deref(),
        Some("Pure Storage, Inc.")
    );
    assert_eq!(
        changed
            .summary
            .validity
            .days_left(changed.summary.validity.from),
        100
    );
    assert_eq!(detail(&array, "a").alternative_names, ["DNS:new-name"]);
    assert_eq!(
        find(&array, "a").summary,
        changed.summary,
        "stored as it was returned"
    );
    let after = certificate::identity(&array, &name("a")).unwrap();
    assert_eq!(after.pkcs8, before.pkcs8);
    assert_ne!(after.chain_der, before.chain_der);
}

#[test]
fn alternative_names_that_were_given_stay() {
    let Bench { array, _folder } = bench();
    let mut wish = quick();
    wish.subject.common_name = "x".parse().ok();
    wish.alternative_names = Some(vec!["a.example".parse().unwrap(), "::1".parse().unwrap()]);
    certificate::create_self_signed(&array, &name("a"), &wish).unwrap();
    let changes = Changes {
        subject: SubjectChanges {
            common_name: "y".parse().unwrap(),
            ..SubjectChanges::default()
        },
        ..Changes::default()
    };
    certificate::replace_with_self_signed(&array, &name("a"), &changes).unwrap();
    assert_eq!(
        detail(&array, "a").alternative_names,
        ["DNS:a.example", "IP:::1"]
    );
}

#[test]
fn a_new_key_when_asked_for() {
    let Bench { array, _folder } = bench();
    certificate::create_self_signed(&array, &name("a"), &quick()).unwrap();
    let before = certificate::identity(&array, &name("a")).unwrap();
    let changes = Changes {
        key: NewKey::LikeTheOld,
        ..Changes::default()
    };
    let changed = certificate::replace_with_self_signed(&array, &name("a"), &changes).unwrap();
    assert_eq!(changed.summary.key_algorithm, KeyAlgorithm::Ec);
    assert_ne!(
        certificate::identity(&array, &name("a")).unwrap().pkcs8,
        before.pkcs8
    );
    let changes = Changes {
        key: NewKey::Of(KeySpec::Ed25519),
        ..Changes::default()
    };
    let changed = certificate::replace_with_self_signed(&array, &name("a"), &changes).unwrap();
    assert_eq!(changed.summary.key_algorithm, KeyAlgorithm::Ed25519);
    assert_eq!(
        detail(&array, "a").uses[..2],
        ["digitalSignature", "keyCertSign"]
    );
}

#[test]
fn a_self_signed_one_replaces_an_imported_one_with_a_new_key() {
    let Bench { array, _folder } = bench();
    let key = PrivateKey::generate(KeySpec::Ec).unwrap();
    let wish = Import {
        certificate: &Authority::root("Root").issue("leaf", &key),
        intermediates: None,
        key: Some(&pem::encode("PRIVATE KEY", key.pkcs8())),
        passphrase: None,
    };
    certificate::import(&array, &name("a"), &wish).unwrap();
    let changed =
        certificate::replace_with_self_signed(&array, &name("a"), &Changes::default()).unwrap();
    assert_eq!(changed.status, Status::SelfSigned);
    assert_eq!(changed.summary.common_name.as_deref(), Some("leaf"));
    assert_eq!(changed.summary.issued_by.as_deref(), Some("leaf"));
    assert_eq!(changed.summary.organization, None, "the old one had none");
    assert_eq!(
        changed
            .summary
            .validity
            .days_left(changed.summary.validity.from),
        3650
    );
    assert_ne!(
        certificate::identity(&array, &name("a")).unwrap().pkcs8,
        *key.pkcs8()
    );
}

#[test]
fn attributes_that_cannot_be_carried_over_are_named() {
    let Bench { array, _folder } = bench();
    let key = PrivateKey::generate(KeySpec::Ec).unwrap();
    let wish = Import {
        certificate: &Authority::root("Root").issue(&"x".repeat(70), &key),
        intermediates: None,
        key: Some(&pem::encode("PRIVATE KEY", key.pkcs8())),
        passphrase: None,
    };
    certificate::import(&array, &name("a"), &wish).unwrap();
    let refused =
        certificate::replace_with_self_signed(&array, &name("a"), &Changes::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Missing or invalid parameter. Common name must be 1 to 64 characters, none of them a \
         control character: give another one."
    );
    assert_eq!(find(&array, "a").status, Status::Imported);
}

#[test]
fn deleting() {
    let Bench { array, _folder } = bench();
    certificate::create_self_signed(&array, &name("a"), &quick()).unwrap();
    certificate::delete(&array, &name("A")).unwrap();
    assert_eq!(names(&array, "*"), ["management"]);
    let missing = certificate::delete(&array, &name("a"));
    assert!(matches!(missing, Err(CertificateError::Missing)));
    let kept = certificate::delete(&array, &name("Management"));
    assert!(matches!(kept, Err(CertificateError::Management)));
    let keys: i64 = array
        .store()
        .read(|db| {
            db.query_row("SELECT count(*) FROM certificate_material", [], |row| {
                row.get(0)
            })
            .map_err(CertificateError::from)
        })
        .unwrap();
    assert_eq!(keys, 1, "the key went with the certificate");
}

#[test]
fn a_certificate_in_use_stays() {
    let Bench { array, _folder } = bench();
    let made = certificate::create_self_signed(&array, &name("a"), &quick()).unwrap();
    array
        .store()
        .write(|tx| {
            tx.execute(
                "INSERT INTO kmip_server (name, certificate) VALUES ('kmip_b', ?1), ('kmip_a', ?1)",
                [made.id.0],
            )
            .map_err(CertificateError::from)
        })
        .unwrap();
    let refused = certificate::delete(&array, &name("a")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Certificate is in use by KMIP server kmip_a, kmip_b. Give it another certificate with \
         purekmip setattr first."
    );
    assert_eq!(names(&array, "*"), ["a", "management"]);
}

#[test]
fn details() {
    let Bench { array, _folder } = bench();
    let mut wish = quick();
    wish.key = KeySpec::default();
    wish.subject.common_name = "x".parse().ok();
    certificate::create_self_signed(&array, &name("a"), &wish).unwrap();
    let detail = detail(&array, "a");
    assert_eq!(detail.serial.len(), 32);
    assert_eq!(detail.fingerprint.len(), 95);
    assert_eq!(detail.alternative_names, ["DNS:x"]);
    assert_eq!(
        detail.uses,
        [
            "digitalSignature",
            "keyEncipherment",
            "keyCertSign",
            "serverAuth",
            "clientAuth"
        ]
    );
}
