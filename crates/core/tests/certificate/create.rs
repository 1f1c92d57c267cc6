//! Creating and finding.

use std::sync::Barrier;

use pure_core::Array;
use pure_core::certificate::{self, CertificateError, MANAGEMENT, Status, Subject};

use crate::bench::Bench;
use crate::bench::{bench, name, names, quick};

#[test]
fn a_new_array_has_its_management_certificate() {
    let Bench { array, _folder } = bench();
    let found = array
        .store()
        .read(|db| certificate::find(db, &name(MANAGEMENT)))
        .unwrap();
    assert_eq!(found.status, Status::SelfSigned);
    assert_eq!(found.summary.key_size, 2048);
    assert_eq!(found.summary.issued_to.as_deref(), Some("pure01"));
    assert_eq!(
        found.summary.organization.as_deref(),
        Some("Pure Storage, Inc.")
    );
    assert_eq!(
        found
            .summary
            .validity
            .days_left(found.summary.validity.from),
        3650
    );
}

#[test]
fn what_was_created_is_found_by_any_case() {
    let Bench { array, _folder } = bench();
    let mut wish = quick();
    wish.subject = Subject {
        common_name: "x".parse().ok(),
        ..Subject::default()
    };
    let made = certificate::create_self_signed(&array, &name("Cert_4"), &wish).unwrap();
    let found = array
        .store()
        .read(|db| certificate::find(db, &name("cert_4")))
        .unwrap();
    assert_eq!(found.name.as_str(), "Cert_4");
    assert_eq!(found.summary, made.summary);
    assert_eq!(found.id, made.id);
    assert_eq!(names(&array, "*"), ["Cert_4", "management"]);
    assert_eq!(names(&array, "CERT*"), ["Cert_4"]);
    assert_eq!(names(&array, "certs*"), [""; 0]);
    let missing = array
        .store()
        .read(|db| certificate::list(db, &"other".parse().unwrap()));
    assert_eq!(
        missing.unwrap_err().to_string(),
        "Certificate does not exist."
    );
}

#[test]
fn a_name_is_taken_once() {
    let Bench { array, _folder } = bench();
    certificate::create_self_signed(&array, &name("a"), &quick()).unwrap();
    for taken in ["a", "A", "management"] {
        let again = certificate::create_self_signed(&array, &name(taken), &quick());
        assert_eq!(again.unwrap_err().to_string(), "Certificate exists.");
    }
}

/// Each thread opens the array for itself, as processes do.
#[test]
fn parallel_creations() {
    const THREADS: usize = 20;
    let Bench { array, _folder } = bench();
    let start = Barrier::new(THREADS);
    let taken = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let (home, array, start) = (array.home(), array.name(), &start);
                scope.spawn(move || {
                    let array = Array::open(home, array).unwrap();
                    start.wait();
                    let own = name(&format!("own-{number}"));
                    certificate::create_self_signed(&array, &own, &quick()).unwrap();
                    match certificate::create_self_signed(&array, &name("same"), &quick()) {
                        Ok(_) => true,
                        Err(CertificateError::Exists) => false,
                        Err(other) => panic!("{other}"),
                    }
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .filter(|taken| *taken)
            .count()
    });
    assert_eq!(taken, 1);
    assert_eq!(names(&array, "own-*").len(), THREADS);
}

#[test]
fn the_identity_is_the_certificate_and_its_key() {
    let Bench { array, _folder } = bench();
    let made = certificate::create_self_signed(&array, &name("a"), &quick()).unwrap();
    let identity = certificate::identity(&array, &name("A")).unwrap();
    assert_eq!(identity.chain_der.len(), 1);
    let key = certificate::PrivateKey::from_der(&identity.pkcs8).unwrap();
    let (_, parsed) = x509_parser::parse_x509_certificate(&identity.chain_der[0]).unwrap();
    let public = rcgen::PublicKeyData::subject_public_key_info(&key);
    assert_eq!(parsed.public_key().raw, public);
    let same = certificate::identity_by_id(&array, made.id).unwrap();
    assert_eq!(same.chain_der, identity.chain_der);
    assert!(!format!("{identity:?}").contains("pkcs8"));
    let missing = certificate::identity(&array, &name("b"));
    assert!(matches!(missing, Err(CertificateError::Missing)));
}

/// More than are read at a time.
#[test]
fn thousands_are_streamed_in_order() {
    const COUNT: usize = 2500;
    let Bench { array, _folder } = bench();
    certificate::create_self_signed(&array, &name("model"), &quick()).unwrap();
    array
        .store()
        .write(|tx| {
            for number in 0..COUNT {
                tx.execute(
                    "INSERT INTO certificate (name, status, key_algorithm, key_size, valid_from,
                         valid_to)
                     SELECT ?1, status, key_algorithm, key_size, valid_from, valid_to
                     FROM certificate WHERE name = 'model'",
                    [format!("Copy-{number:04}")],
                )?;
            }
            Ok::<_, CertificateError>(())
        })
        .unwrap();
    let found = names(&array, "copy-*");
    assert_eq!(found.len(), COUNT);
    assert!(found.is_sorted());
    assert_eq!(names(&array, "*").len(), COUNT + 2);
    assert_eq!(
        names(&array, "*-24*9"),
        ["Copy-2409", "Copy-2419"]
            .map(str::to_owned)
            .into_iter()
            .chain((2..10).map(|tens| format!("Copy-24{tens}9")))
            .collect::<Vec<_>>()
    );
}
