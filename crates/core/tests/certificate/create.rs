//! Creating and finding.

use std::sync::Barrier;

use pure_core::certificate::{self, MANAGEMENT, Status};
use pure_core::{Error, ErrorKind, Purity, Subject};

use crate::common::name;
use crate::test_bed::{TestBed, quick};

#[test]
fn a_new_array_has_its_management_certificate() {
    let bed = TestBed::new();
    let found = bed.find(MANAGEMENT);
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
    let bed = TestBed::new();
    let mut options = quick();
    options.subject = certificate::Subject {
        common_name: "x".parse().ok(),
        ..certificate::Subject::default()
    };
    let made = bed
        .array
        .create_certificate(&name("Cert_4"), &options)
        .unwrap();
    let found = bed.find("cert_4");
    assert_eq!(found.name.as_str(), "Cert_4");
    assert_eq!(found.summary, made.summary);
    assert_eq!(bed.names("*"), ["Cert_4", "management"]);
    assert_eq!(bed.names("CERT*"), ["Cert_4"]);
    assert_eq!(bed.names("certs*"), [""; 0]);
    let patterns = ["other", "cert*", "*"].map(|pattern| pattern.parse().unwrap());
    let listed: Vec<_> = bed
        .array
        .certificates(&patterns, |found| Ok::<_, Error>(found.collect()))
        .unwrap();
    let [missing, by_pattern, rest] = listed.as_slice() else {
        panic!("{listed:?}")
    };
    let missing = missing.as_ref().unwrap_err();
    assert_eq!(missing.to_string(), "Certificate does not exist.");
    assert_eq!(
        missing.subject(),
        Some(&Subject::Certificate(name("other")))
    );
    assert_eq!(by_pattern.as_ref().unwrap().name.as_str(), "Cert_4");
    assert_eq!(
        rest.as_ref().unwrap().name.as_str(),
        MANAGEMENT,
        "each once"
    );
}

#[test]
fn a_name_is_taken_once() {
    let bed = TestBed::new();
    bed.array.create_certificate(&name("a"), &quick()).unwrap();
    for taken in ["a", "A", "management"] {
        let again = bed.array.create_certificate(&name(taken), &quick());
        assert_eq!(again.unwrap_err().to_string(), "Certificate exists.");
    }
}

/// Each thread opens the array for itself, as processes do.
#[test]
fn parallel_creations() {
    const THREADS: usize = 20;
    let bed = TestBed::new();
    let start = Barrier::new(THREADS);
    let taken = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let (context, start) = (bed.home.context("pure01"), &start);
                scope.spawn(move || {
                    let array = Purity::open(&context).unwrap();
                    start.wait();
                    let own = name(&format!("own-{number}"));
                    array.create_certificate(&own, &quick()).unwrap();
                    match array.create_certificate(&name("same"), &quick()) {
                        Ok(_) => true,
                        Err(error) if error.kind() == ErrorKind::Exists => false,
                        Err(error) => panic!("{error}"),
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
    assert_eq!(bed.names("own-*").len(), THREADS);
}
