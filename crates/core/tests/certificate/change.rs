//! Changing and deleting.

use pure_core::certificate::{
    Changes, Detail, Import, KeyAlgorithm, KeySpec, NewKey, PrivateKey, Replacement, Status,
    SubjectChanges, Validity, pem,
};
use pure_core::kmip_server::{NewKmipServer, Uri, Uris};
use pure_core::{ErrorKind, Notice, Remedy};
use pure_testing::Authority;

use crate::common::name;
use crate::test_bed::{TestBed, quick};

fn detail(bed: &TestBed, text: &str) -> Detail {
    bed.array.certificate_detail(&bed.find(text)).unwrap()
}

/// Nothing but that it is self-signed.
fn to_self_signed() -> Changes {
    Changes {
        replaces_imported: true,
        ..Changes::default()
    }
}

/// Its public half (SubjectPublicKeyInfo).
fn public_key(key: &PrivateKey) -> Vec<u8> {
    rcgen::PublicKeyData::subject_public_key_info(key)
}

#[test]
fn what_is_not_given_stays() {
    let bed = TestBed::new();
    let mut options = quick();
    options.subject.common_name = "old-name".parse().ok();
    options.subject.state = "Bayern".parse().ok();
    options.days = "100".parse().unwrap();
    bed.array.create_certificate(&name("a"), &options).unwrap();
    let before = (bed.chain("a"), bed.public_key("a"));

    let changes = Changes {
        subject: SubjectChanges {
            common_name: "new-name".parse().unwrap(),
            organization: "".parse().unwrap(),
            ..SubjectChanges::default()
        },
        ..Changes::default()
    };
    let changed = bed
        .array
        .change_certificate(&name("A"), &Replacement::SelfSigned(&changes), false)
        .unwrap();
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
    assert_eq!(detail(&bed, "a").alternative_names, ["DNS:new-name"]);
    assert_eq!(
        bed.find("a").summary,
        changed.summary,
        "stored as it was returned"
    );
    assert_eq!(bed.public_key("a"), before.1);
    assert_ne!(bed.chain("a"), before.0);
}

#[test]
fn alternative_names_that_were_given_stay() {
    let bed = TestBed::new();
    let mut options = quick();
    options.subject.common_name = "x".parse().ok();
    options.alternative_names = Some(vec!["a.example".parse().unwrap(), "::1".parse().unwrap()]);
    bed.array.create_certificate(&name("a"), &options).unwrap();
    let changes = Changes {
        subject: SubjectChanges {
            common_name: "y".parse().unwrap(),
            ..SubjectChanges::default()
        },
        ..Changes::default()
    };
    bed.array
        .change_certificate(&name("a"), &Replacement::SelfSigned(&changes), false)
        .unwrap();
    assert_eq!(
        detail(&bed, "a").alternative_names,
        ["DNS:a.example", "IP:::1"]
    );
}

#[test]
fn a_new_key_when_asked_for() {
    let bed = TestBed::new();
    bed.array.create_certificate(&name("a"), &quick()).unwrap();
    let before = (bed.chain("a"), bed.public_key("a"));
    let changes = Changes {
        key: NewKey::LikeTheOld,
        ..Changes::default()
    };
    let changed = bed
        .array
        .change_certificate(&name("a"), &Replacement::SelfSigned(&changes), false)
        .unwrap();
    assert_eq!(changed.summary.key_algorithm, KeyAlgorithm::Ec);
    assert_ne!(bed.public_key("a"), before.1);
    let changes = Changes {
        key: NewKey::Of(KeySpec::Ed25519),
        ..Changes::default()
    };
    let changed = bed
        .array
        .change_certificate(&name("a"), &Replacement::SelfSigned(&changes), false)
        .unwrap();
    assert_eq!(changed.summary.key_algorithm, KeyAlgorithm::Ed25519);
    assert_eq!(
        detail(&bed, "a").uses[..2],
        ["digitalSignature", "keyCertSign"]
    );
}

#[test]
fn a_self_signed_one_replaces_an_imported_one_with_a_new_key() {
    let bed = TestBed::new();
    let key = PrivateKey::generate(KeySpec::Ec).unwrap();
    let options = Import {
        certificate: &Authority::root("Root").issue("leaf", &key),
        intermediates: None,
        key: Some(&pem::encode("PRIVATE KEY", key.pkcs8())),
        passphrase: None,
    };
    let imported = bed.array.import_certificate(&name("a"), &options).unwrap();
    let refused = bed
        .array
        .change_certificate(
            &name("a"),
            &Replacement::SelfSigned(&Changes::default()),
            false,
        )
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Invalid);
    assert_eq!(refused.remedy(), Some(Remedy::ReplaceImported));
    let changed = bed
        .array
        .change_certificate(
            &name("a"),
            &Replacement::SelfSigned(&to_self_signed()),
            false,
        )
        .unwrap();
    assert_eq!(changed.status, Status::SelfSigned);
    assert_eq!(changed.summary.common_name.as_deref(), Some("leaf"));
    assert_eq!(changed.summary.issued_by.as_deref(), Some("leaf"));
    assert_eq!(changed.summary.organization, None, "the old one had none");
    // As long as the old one, from now on.
    let days = |validity: Validity| validity.days_left(validity.from);
    assert_eq!(
        days(changed.summary.validity),
        days(imported.summary.validity)
    );
    assert_ne!(bed.public_key("a"), public_key(&key));
}

#[test]
fn attributes_that_cannot_be_carried_over_are_named() {
    let bed = TestBed::new();
    let key = PrivateKey::generate(KeySpec::Ec).unwrap();
    let options = Import {
        certificate: &Authority::root("Root").issue(&"x".repeat(70), &key),
        intermediates: None,
        key: Some(&pem::encode("PRIVATE KEY", key.pkcs8())),
        passphrase: None,
    };
    bed.array.import_certificate(&name("a"), &options).unwrap();
    let refused = bed
        .array
        .change_certificate(
            &name("a"),
            &Replacement::SelfSigned(&to_self_signed()),
            false,
        )
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Missing or invalid parameter. Common name must be 1 to 64 characters, none of them a \
         control character: give another one."
    );
    assert_eq!(bed.find("a").status, Status::Imported);
}

#[test]
fn deleting() {
    let bed = TestBed::new();
    bed.array.create_certificate(&name("a"), &quick()).unwrap();
    bed.array.delete_certificate(&name("A")).unwrap();
    assert_eq!(bed.names("*"), ["management"]);
    let missing = bed.array.delete_certificate(&name("a")).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert_eq!(missing.to_string(), "Certificate does not exist.");
    let kept = bed.array.delete_certificate(&name("Management"));
    assert_eq!(kept.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(bed.names("*"), ["management"]);
}

#[test]
fn a_certificate_in_use_stays() {
    let bed = TestBed::new();
    bed.array.create_certificate(&name("a"), &quick()).unwrap();
    let uri: Uri = "h:5696".parse().unwrap();
    let options = NewKmipServer {
        uris: Uris::try_from(vec![uri]).unwrap(),
        certificate: name("a"),
        ca_certificate: None,
    };
    for server in ["kmip_b", "kmip_a"] {
        bed.array
            .create_kmip_server(&name(server), &options)
            .unwrap();
    }
    let refused = bed.array.delete_certificate(&name("a")).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InUse);
    assert_eq!(
        refused.to_string(),
        "Certificate is in use by KMIP server kmip_a, kmip_b."
    );
    assert_eq!(refused.remedy(), Some(Remedy::ChangeKmipServerCertificate));
    assert_eq!(bed.names("*"), ["a", "management"]);
    // Whoever changes it is told who knows the old one.
    bed.array
        .change_certificate(
            &name("a"),
            &Replacement::SelfSigned(&Changes::default()),
            false,
        )
        .unwrap();
    let told = bed.home.notices();
    assert!(
        matches!(
            told.as_slice(),
            [Notice::CertificateShown { name: shown, kmip_servers }]
                if *shown == name("a") && *kmip_servers == ["kmip_a", "kmip_b"]
        ),
        "{told:?}"
    );
}

#[test]
fn details() {
    let bed = TestBed::new();
    let mut options = quick();
    options.key = KeySpec::default();
    options.subject.common_name = "x".parse().ok();
    bed.array.create_certificate(&name("a"), &options).unwrap();
    let detail = detail(&bed, "a");
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
