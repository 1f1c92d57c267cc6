//! Certificates of an authority.

use pure_core::certificate::{
    Certificate, CertificateError, Import, KeyAlgorithm, KeyError, KeySpec, PrivateKey,
    Replacement, Request, Status, pem,
};
use pure_core::kmip_server::{NewKmipServer, Uri, Uris};
use pure_core::{Error, ErrorKind, Result};
use pure_testing::Authority;

use crate::common::name;
use crate::test_bed::{TestBed, quick};

fn key_text(key: &PrivateKey) -> String {
    pem::encode("PRIVATE KEY", key.pkcs8())
}

fn import(bed: &TestBed, options: &Import<'_>) -> Result<Certificate> {
    bed.array.import_certificate(&name("a"), options)
}

/// Its public half (SubjectPublicKeyInfo).
fn public_key(key: &PrivateKey) -> Vec<u8> {
    rcgen::PublicKeyData::subject_public_key_info(key)
}

/// What is wrong with the key.
fn key_error(error: &Error) -> &KeyError {
    match error.cause().downcast_ref() {
        Some(CertificateError::Key(error)) => error,
        _ => panic!("{error:?}"),
    }
}

/// Two levels below a root.
struct Chain {
    key: PrivateKey,
    leaf: String,
    lower: String,
    upper: String,
    root: String,
}

fn chain() -> Chain {
    let root = Authority::root("Root");
    let upper = root.intermediate("Upper");
    let lower = upper.intermediate("Lower");
    let key = PrivateKey::generate(KeySpec::Ec).unwrap();
    Chain {
        leaf: lower.issue("leaf", &key),
        key,
        lower: lower.pem(),
        upper: upper.pem(),
        root: root.pem(),
    }
}

#[test]
fn a_chain_in_order() {
    let bed = TestBed::new();
    let chain = chain();
    let options = Import {
        certificate: &chain.leaf,
        intermediates: Some(&(chain.lower.clone() + &chain.upper)),
        key: Some(&key_text(&chain.key)),
        passphrase: None,
    };
    let made = import(&bed, &options).unwrap();
    assert_eq!(made.status, Status::Imported);
    assert_eq!(made.summary.issued_to.as_deref(), Some("leaf"));
    assert_eq!(made.summary.issued_by.as_deref(), Some("Lower"));
    assert_eq!(made.summary.key_algorithm, KeyAlgorithm::Ec);
    assert_eq!(bed.chain("a").len(), 3);
    assert_eq!(bed.public_key("a"), public_key(&chain.key));
    let intermediates = bed.array.intermediates_pem(&made).unwrap();
    assert_eq!(intermediates, chain.lower + &chain.upper);
}

#[test]
fn a_chain_in_one_text() {
    let bed = TestBed::new();
    let chain = chain();
    let all = [chain.leaf.as_str(), &chain.lower, &chain.upper, &chain.root].concat();
    let options = Import {
        certificate: &all.replace('\n', " "),
        intermediates: None,
        key: Some(&key_text(&chain.key)),
        passphrase: None,
    };
    import(&bed, &options).unwrap();
    assert_eq!(bed.chain("a").len(), 4);
}

#[test]
fn chains_that_are_not_in_order_change_nothing() {
    let bed = TestBed::new();
    let chain = chain();
    let key = key_text(&chain.key);
    let namesake = Authority::root("Lower").pem();
    let no_ca = Authority::root("x").issue("Lower", &chain.key);
    let cases = [
        (
            chain.upper.clone() + &chain.lower,
            "Upper is not the issuer of leaf, which is Lower: give the intermediates in order, \
             from the issuer of the certificate upwards.",
        ),
        (
            namesake,
            "leaf is not signed with the key of Lower: another issuer has the same name.",
        ),
        (
            no_ca,
            "Lower is not a certification authority (CA:TRUE), so it cannot be an intermediate.",
        ),
        (
            key.clone(),
            "The text holds a PRIVATE KEY where the intermediate certificate belongs.",
        ),
        (String::new(), "No intermediate certificate was given."),
        (
            chain.lower.repeat(10),
            "More than 10 certificates were given.",
        ),
    ];
    for (intermediates, reason) in cases {
        let options = Import {
            certificate: &chain.leaf,
            intermediates: Some(&intermediates),
            key: Some(&key),
            passphrase: None,
        };
        let error = import(&bed, &options).unwrap_err().to_string();
        assert_eq!(error, format!("Missing or invalid parameter. {reason}"));
        assert_eq!(bed.names("*"), ["management"]);
    }
}

#[test]
fn texts_that_are_no_certificate() {
    let bed = TestBed::new();
    let key = key_text(&PrivateKey::generate(KeySpec::Ec).unwrap());
    let no_der = pem::encode(pem::CERTIFICATE, b"nothing");
    let cut = &chain().leaf[..200];
    let cases = [
        ("", "No certificate was given."),
        ("\n \n", "No certificate was given."),
        (
            "hello",
            "The text is not a PEM certificate: it has no line -----BEGIN CERTIFICATE-----.",
        ),
        (
            &key,
            "The text holds a PRIVATE KEY where the certificate belongs.",
        ),
        (&no_der, "The text is not an X.509 certificate."),
        (
            cut,
            "The text begins a CERTIFICATE in PEM and does not end it.",
        ),
    ];
    for (text, reason) in cases {
        let options = Import {
            certificate: text,
            intermediates: None,
            key: Some(&key),
            passphrase: None,
        };
        let error = import(&bed, &options).unwrap_err().to_string();
        assert_eq!(error, format!("Missing or invalid parameter. {reason}"));
    }
}

#[test]
fn keys_that_do_not_fit() {
    let bed = TestBed::new();
    let chain = chain();
    let other = key_text(&PrivateKey::generate(KeySpec::Ec).unwrap());
    let with = |key| Import {
        certificate: &chain.leaf,
        intermediates: None,
        key,
        passphrase: None,
    };
    let refused = |key| import(&bed, &with(key)).unwrap_err();
    let error = refused(Some(&other));
    assert!(matches!(key_error(&error), KeyError::Mismatch));
    let two = other.repeat(2);
    for text in [chain.leaf.as_str(), "", &two] {
        let error = refused(Some(text));
        assert!(matches!(key_error(&error), KeyError::NotPem));
    }
    let error = refused(None);
    assert!(matches!(key_error(&error), KeyError::NoneMatches));
    assert_eq!(bed.names("*"), ["management"]);
}

#[test]
fn the_certificate_for_a_signing_request_needs_no_key() {
    let bed = TestBed::new();
    bed.array.create_certificate(&name("a"), &quick()).unwrap();
    let options = Request {
        subject: pure_core::certificate::SubjectChanges {
            common_name: "asked".parse().unwrap(),
            ..Default::default()
        },
        ..Request::default()
    };
    let request = bed.array.certificate_request(&name("a"), &options).unwrap();
    let certificate = Authority::root("Root").sign_request(&request);
    let options = Import {
        certificate: &certificate,
        intermediates: None,
        key: None,
        passphrase: None,
    };
    let before = bed.public_key("a");
    let users = NewKmipServer {
        uris: Uris::try_from(vec!["h:5696".parse::<Uri>().unwrap()]).unwrap(),
        certificate: name("a"),
        ca_certificate: None,
    };
    bed.array.create_kmip_server(&name("k"), &users).unwrap();
    let replaced = bed
        .array
        .change_certificate(&name("A"), &Replacement::Import(&options), false)
        .unwrap();
    assert_eq!(replaced.status, Status::Imported);
    assert_eq!(replaced.summary.issued_to.as_deref(), Some("asked"));
    assert_eq!(bed.public_key("a"), before);
    let kept = bed.array.delete_certificate(&name("a")).unwrap_err();
    assert_eq!(kept.kind(), ErrorKind::InUse, "KMIP servers keep it");
}

#[test]
fn the_key_of_a_request_waits_for_its_certificate() {
    let bed = TestBed::new();
    bed.array.create_certificate(&name("a"), &quick()).unwrap();
    let options = Request {
        new_key: true,
        subject: pure_core::certificate::SubjectChanges {
            common_name: "asked".parse().unwrap(),
            ..Default::default()
        },
        ..Request::default()
    };
    let request = bed.array.certificate_request(&name("a"), &options).unwrap();
    let certificate = Authority::root("Root").sign_request(&request);
    let options = Import {
        certificate: &certificate,
        intermediates: None,
        key: None,
        passphrase: None,
    };
    // Another name may take it, once.
    bed.array.import_certificate(&name("b"), &options).unwrap();
    let again = bed
        .array
        .import_certificate(&name("c"), &options)
        .unwrap_err();
    assert!(matches!(key_error(&again), KeyError::NoneMatches));
    assert_ne!(bed.public_key("b"), bed.public_key("a"));
}

#[test]
fn names_that_cannot_be_imported_to() {
    let bed = TestBed::new();
    let chain = chain();
    let options = Import {
        certificate: &chain.leaf,
        intermediates: None,
        key: Some(&key_text(&chain.key)),
        passphrase: None,
    };
    let taken = bed
        .array
        .import_certificate(&name("management"), &options)
        .unwrap_err();
    assert_eq!(taken.to_string(), "Certificate exists.");
    let missing = bed
        .array
        .change_certificate(&name("a"), &Replacement::Import(&options), false)
        .unwrap_err();
    assert_eq!(missing.to_string(), "Certificate does not exist.");
}

#[test]
fn a_certificate_cannot_move_the_cursor() {
    let bed = TestBed::new();
    let key = PrivateKey::generate(KeySpec::Ec).unwrap();
    let text = Authority::root("Root").issue("\u{1b}[2Jevil\n", &key);
    let options = Import {
        certificate: &text,
        intermediates: None,
        key: Some(&key_text(&key)),
        passphrase: None,
    };
    let made = import(&bed, &options).unwrap();
    assert_eq!(
        made.summary.issued_to.as_deref(),
        Some("\u{fffd}[2Jevil\u{fffd}")
    );
}

#[test]
fn intermediates_that_no_key_manager_would_accept() {
    let bed = TestBed::new();
    let root = Authority::root("Root");
    let key = PrivateKey::generate(KeySpec::Ec).unwrap();
    let refused = |leaf: &str, intermediates: &str| {
        let options = Import {
            certificate: leaf,
            intermediates: Some(intermediates),
            key: Some(&key_text(&key)),
            passphrase: None,
        };
        import(&bed, &options).unwrap_err().to_string()
    };
    let mute = root.intermediate_with("Mute", |p| {
        p.key_usages = vec![rcgen::KeyUsagePurpose::CrlSign];
    });
    let text = refused(&mute.issue("leaf", &key), &mute.pem());
    assert!(text.contains("keyCertSign"), "{text}");
    let upper = root.intermediate_with("Upper", |p| {
        p.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    });
    let lower = upper.intermediate("Lower");
    let text = refused(&lower.issue("leaf", &key), &(lower.pem() + &upper.pem()));
    assert!(text.contains("path length"), "{text}");
}
