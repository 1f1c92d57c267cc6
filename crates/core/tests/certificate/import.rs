//! Certificates of an authority.

use pure_core::Array;
use pure_core::certificate::{
    self, CertificateError, Import, KeyAlgorithm, KeyError, KeySpec, PrivateKey, Request, Status,
    pem,
};

use crate::authority::Authority;
use crate::bench::{Bench, bench, find, name, names, quick};

fn key_text(key: &PrivateKey) -> String {
    pem::encode("PRIVATE KEY", key.pkcs8())
}

fn import(array: &Array, wish: &Import<'_>) -> Result<certificate::Certificate, CertificateError> {
    certificate::import(array, &name("a"), wish)
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
    let Bench { array, _folder } = bench();
    let chain = chain();
    let wish = Import {
        certificate: &chain.leaf,
        intermediates: Some(&(chain.lower.clone() + &chain.upper)),
        key: Some(&key_text(&chain.key)),
        passphrase: None,
    };
    let made = import(&array, &wish).unwrap();
    assert_eq!(made.status, Status::Imported);
    assert_eq!(made.summary.issued_to.as_deref(), Some("leaf"));
    assert_eq!(made.summary.issued_by.as_deref(), Some("Lower"));
    assert_eq!(made.summary.key_algorithm, KeyAlgorithm::Ec);
    let identity = certificate::identity(&array, &name("a")).unwrap();
    assert_eq!(identity.chain_der.len(), 3);
    assert_eq!(identity.pkcs8, *chain.key.pkcs8());
    let intermediates = array
        .store()
        .read(|db| certificate::intermediates_pem(db, made.id))
        .unwrap();
    assert_eq!(intermediates, chain.lower + &chain.upper);
}

#[test]
fn a_chain_in_one_text() {
    let Bench { array, _folder } = bench();
    let chain = chain();
    let all = [chain.leaf.as_str(), &chain.lower, &chain.upper, &chain.root].concat();
    let wish = Import {
        certificate: &all.replace('\n', " "),
        intermediates: None,
        key: Some(&key_text(&chain.key)),
        passphrase: None,
    };
    import(&array, &wish).unwrap();
    assert_eq!(
        certificate::identity(&array, &name("a"))
            .unwrap()
            .chain_der
            .len(),
        4
    );
}

#[test]
fn chains_that_are_not_in_order_change_nothing() {
    let Bench { array, _folder } = bench();
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
            "Lower is no certification authority (CA:TRUE), so it cannot be an intermediate.",
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
        let wish = Import {
            certificate: &chain.leaf,
            intermediates: Some(&intermediates),
            key: Some(&key),
            passphrase: None,
        };
        let error = import(&array, &wish).unwrap_err().to_string();
        assert_eq!(error, format!("Missing or invalid parameter. {reason}"));
        assert_eq!(names(&array, "*"), ["management"]);
    }
}

#[test]
fn texts_that_are_no_certificate() {
    let Bench { array, _folder } = bench();
    let key = key_text(&PrivateKey::generate(KeySpec::Ec).unwrap());
    let no_der = pem::encode(pem::CERTIFICATE, b"nothing");
    let cut = &chain().leaf[..200];
    let cases = [
        ("", "No certificate was given."),
        ("\n \n", "No certificate was given."),
        (
            "hello",
            "The text is no certificate in PEM: it has no line -----BEGIN CERTIFICATE-----.",
        ),
        (
            &key,
            "The text holds a PRIVATE KEY where the certificate belongs.",
        ),
        (&no_der, "The text is no X.509 certificate."),
        (
            cut,
            "The text begins a CERTIFICATE in PEM and does not end it.",
        ),
    ];
    for (text, reason) in cases {
        let wish = Import {
            certificate: text,
            intermediates: None,
            key: Some(&key),
            passphrase: None,
        };
        let error = import(&array, &wish).unwrap_err().to_string();
        assert_eq!(error, format!("Missing or invalid parameter. {reason}"));
    }
}

#[test]
fn keys_that_do_not_fit() {
    let Bench { array, _folder } = bench();
    let chain = chain();
    let other = key_text(&PrivateKey::generate(KeySpec::Ec).unwrap());
    let with = |key| Import {
        certificate: &chain.leaf,
        intermediates: None,
        key,
        passphrase: None,
    };
    let refused = |key| match import(&array, &with(key)) {
        Err(CertificateError::Key(error)) => error,
        other => panic!("{other:?}"),
    };
    assert!(matches!(refused(Some(&other)), KeyError::Mismatch));
    assert!(matches!(refused(Some(&chain.leaf)), KeyError::NotPem));
    assert!(matches!(refused(Some("")), KeyError::NotPem));
    let two = other.repeat(2);
    assert!(matches!(refused(Some(&two)), KeyError::NotPem));
    assert!(matches!(refused(None), KeyError::NoneMatches));
    assert_eq!(names(&array, "*"), ["management"]);
}

#[test]
fn the_answer_to_a_signing_request_needs_no_key() {
    let Bench { array, _folder } = bench();
    certificate::create_self_signed(&array, &name("a"), &quick()).unwrap();
    let wish = Request {
        subject: pure_core::certificate::SubjectChanges {
            common_name: "asked".parse().unwrap(),
            ..Default::default()
        },
        ..Request::default()
    };
    let request = certificate::construct_request(&array, &name("a"), &wish).unwrap();
    let answer = Authority::root("Root").answer(&request);
    let wish = Import {
        certificate: &answer,
        intermediates: None,
        key: None,
        passphrase: None,
    };
    let before = certificate::identity(&array, &name("a")).unwrap();
    let replaced = certificate::replace_with_import(&array, &name("A"), &wish).unwrap();
    assert_eq!(replaced.status, Status::Imported);
    assert_eq!(replaced.summary.issued_to.as_deref(), Some("asked"));
    assert_eq!(find(&array, "a").id, replaced.id, "KMIP servers keep it");
    let after = certificate::identity(&array, &name("a")).unwrap();
    assert_eq!(after.pkcs8, before.pkcs8);
}

#[test]
fn the_key_of_a_request_waits_for_its_certificate() {
    let Bench { array, _folder } = bench();
    certificate::create_self_signed(&array, &name("a"), &quick()).unwrap();
    let wish = Request {
        new_key: true,
        subject: pure_core::certificate::SubjectChanges {
            common_name: "asked".parse().unwrap(),
            ..Default::default()
        },
        ..Request::default()
    };
    let request = certificate::construct_request(&array, &name("a"), &wish).unwrap();
    let answer = Authority::root("Root").answer(&request);
    let wish = Import {
        certificate: &answer,
        intermediates: None,
        key: None,
        passphrase: None,
    };
    // Another name may take it, once.
    certificate::import(&array, &name("b"), &wish).unwrap();
    let again = certificate::import(&array, &name("c"), &wish).unwrap_err();
    assert!(matches!(
        again,
        CertificateError::Key(KeyError::NoneMatches)
    ));
    assert_ne!(
        certificate::identity(&array, &name("b")).unwrap().pkcs8,
        certificate::identity(&array, &name("a")).unwrap().pkcs8
    );
}

#[test]
fn names_that_cannot_be_imported_to() {
    let Bench { array, _folder } = bench();
    let chain = chain();
    let wish = Import {
        certificate: &chain.leaf,
        intermediates: None,
        key: Some(&key_text(&chain.key)),
        passphrase: None,
    };
    let taken = certificate::import(&array, &name("management"), &wish).unwrap_err();
    assert_eq!(taken.to_string(), "Certificate exists.");
    let missing = certificate::replace_with_import(&array, &name("a"), &wish).unwrap_err();
    assert_eq!(missing.to_string(), "Certificate does not exist.");
}

#[test]
fn a_certificate_cannot_move_the_cursor() {
    let Bench { array, _folder } = bench();
    let key = PrivateKey::generate(KeySpec::Ec).unwrap();
    let text = Authority::root("Root").issue("\u{1b}[2Jevil\n", &key);
    let wish = Import {
        certificate: &text,
        intermediates: None,
        key: Some(&key_text(&key)),
        passphrase: None,
    };
    let made = import(&array, &wish).unwrap();
    assert_eq!(
        made.summary.issued_to.as_deref(),
        Some("\u{fffd}[2Jevil\u{fffd}")
    );
}
