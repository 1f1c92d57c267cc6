//! Cards in the ports of arrays.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use pure_core::card::{CardError, SoftwareCard, TokenCard};
use pure_core::operation::OperationError;
use pure_core::{Bench, Error, ErrorKind, Subject};

use common::{TestHome, name};

/// A home with the arrays `pure01` and `Pure02`.
fn arrays() -> (TestHome, Bench, Bench) {
    let home = TestHome::with(&["pure01", "Pure02"]);
    let open = |array| Bench::open(&home.context(array)).unwrap();
    let (first, second) = (open("pure01"), open("pure02"));
    (home, first, second)
}

fn create(home: &TestHome, card: &str) -> SoftwareCard {
    Bench::create_card(&home.context("pure01"), &name(card)).unwrap()
}

/// Name, array.
fn listed(home: &TestHome) -> Vec<(String, Option<String>)> {
    let cards = Bench::cards(&home.context("pure01")).unwrap().into_iter();
    cards
        .map(|listed| {
            let array = listed.array.map(|array| array.to_string());
            (listed.card.name().to_string(), array)
        })
        .collect()
}

fn response(bench: &Bench) -> Option<Vec<u8>> {
    let card = bench.card().unwrap()?;
    Some(card.respond(&[3; 32]).unwrap().to_vec())
}

/// What the card noun said.
fn cause(error: &Error) -> &CardError {
    let cause = error.cause();
    match cause.downcast_ref::<OperationError>() {
        Some(OperationError::Card(error)) => error,
        _ => cause.downcast_ref().expect("it is about a card"),
    }
}

#[test]
fn a_card_is_made_inserted_and_removed() {
    let (home, bench, _) = arrays();
    assert_eq!(listed(&home), []);
    let bob = create(&home, "Bob");
    create(&home, "alice");
    assert_eq!(
        listed(&home),
        [("alice".to_owned(), None), ("Bob".to_owned(), None)]
    );
    assert_eq!(response(&bench), None);

    let inserted = bench.insert_card(&name("bob")).unwrap();
    assert_eq!(inserted.serial(), bob.serial());
    assert_eq!(
        response(&bench),
        Some(bob.respond(&[3; 32]).unwrap().to_vec())
    );
    assert_eq!(
        listed(&home)[1],
        ("Bob".to_owned(), Some("pure01".to_owned()))
    );

    assert_eq!(home.notices(), []);
    assert_eq!(bench.remove_card().unwrap().label(), "Bob");
    assert_eq!(response(&bench), None);
    let empty = bench.remove_card().unwrap_err();
    assert!(matches!(cause(&empty), CardError::PortEmpty), "{empty}");
    bench.insert_card(&name("alice")).unwrap();
    assert_ne!(
        response(&bench),
        Some(bob.respond(&[3; 32]).unwrap().to_vec())
    );
}

#[test]
fn a_card_is_in_one_port_and_a_port_holds_one_card() {
    let (home, first, second) = arrays();
    for card in ["a", "b"] {
        create(&home, card);
    }
    second.insert_card(&name("A")).unwrap();
    let elsewhere = first.insert_card(&name("a")).unwrap_err();
    assert_eq!(
        elsewhere.to_string(),
        "Card is in the port of array Pure02. Remove it there first."
    );
    assert_eq!(elsewhere.kind(), ErrorKind::InUse);
    assert_eq!(elsewhere.subject(), Some(&Subject::Card(name("a"))));
    let taken = second.insert_card(&name("b")).unwrap_err();
    assert!(
        matches!(cause(&taken), CardError::PortTaken(there) if there == &name("a")),
        "{taken}"
    );
    let missing = first.insert_card(&name("c")).unwrap_err();
    assert_eq!(missing.to_string(), "Card does not exist.");
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    second.remove_card().unwrap();
    first.insert_card(&name("a")).unwrap();
}

#[test]
fn a_name_is_given_once_whatever_its_case() {
    let (home, bench, _) = arrays();
    let made = create(&home, "Card");
    let again = Bench::create_card(&home.context("pure01"), &name("card")).unwrap_err();
    assert_eq!(again.to_string(), "Card exists.");
    assert_eq!(again.kind(), ErrorKind::Exists);
    assert_eq!(listed(&home), [("Card".to_owned(), None)]);
    bench.insert_card(&name("card")).unwrap();
    assert_eq!(
        response(&bench),
        Some(made.respond(&[3; 32]).unwrap().to_vec())
    );
}

#[test]
fn a_card_that_is_thrown_away_leaves_the_port_empty() {
    let (home, bench, _) = arrays();
    create(&home, "a");
    bench.insert_card(&name("a")).unwrap();
    fs::remove_file(home.context("pure01").home.cards().join("a.card")).unwrap();
    assert_eq!(response(&bench), None);
    let empty = bench.remove_card().unwrap_err();
    assert!(matches!(cause(&empty), CardError::PortEmpty), "{empty}");
    create(&home, "b");
    bench.insert_card(&name("b")).unwrap();
}

#[test]
fn a_damaged_card_is_told_from_a_missing_one() {
    let (home, bench, _) = arrays();
    create(&home, "a");
    bench.insert_card(&name("a")).unwrap();
    let file = home.context("pure01").home.cards().join("a.card");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    for damaged in [&b"pure smart card 1\n"[..], b"\xff\xfe"] {
        fs::write(&file, damaged).unwrap();
        let error = bench.card().map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Damaged);
        assert!(matches!(cause(&error), CardError::Damaged(path) if *path == file));
    }
}

#[test]
fn the_log_tells_where_a_card_was() {
    let (home, bench, _) = arrays();
    let serial = create(&home, "a").serial().to_string();
    bench.insert_card(&name("a")).unwrap();
    bench.remove_card().unwrap();
    let entries = bench.log().unwrap().into_iter();
    let told: Vec<String> = entries
        .filter(|entry| entry.event == "card")
        .map(|entry| format!("{} {}", entry.subject, entry.detail))
        .collect();
    assert_eq!(
        told,
        [
            format!("a inserted, serial number {serial}"),
            format!("a removed, serial number {serial}")
        ]
    );
}
