//! Cards in the ports of arrays.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use pure_core::array::Layout;
use pure_core::card::{self, CardError, TokenCard};
use pure_core::{Array, Home, ObjectName, log};

fn name(text: &str) -> ObjectName {
    text.parse().unwrap()
}

/// A home with the arrays `pure01` and `Pure02`.
fn arrays() -> (tempfile::TempDir, Array, Array) {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(&folder.path().join("home")).unwrap();
    let create = |array| Array::create(&home, &name(array), &Layout::default()).unwrap();
    let (first, second) = (create("pure01"), create("Pure02"));
    (folder, first, second)
}

/// Name, array.
fn listed(home: &Home) -> Vec<(String, Option<String>)> {
    let cards = card::list(home).unwrap().into_iter();
    cards
        .map(|listed| (listed.card.name().to_string(), listed.array))
        .collect()
}

fn answer(array: &Array) -> Option<Vec<u8>> {
    let card = card::in_port(array).unwrap()?;
    Some(card.respond(&[3; 32]).unwrap().to_vec())
}

#[test]
fn a_card_is_made_inserted_and_removed() {
    let (_folder, array, _) = arrays();
    let home = array.home();
    assert_eq!(listed(home), []);
    let bob = card::create(home, &name("Bob")).unwrap();
    card::create(home, &name("alice")).unwrap();
    assert_eq!(
        listed(home),
        [("alice".to_owned(), None), ("Bob".to_owned(), None)]
    );
    assert_eq!(answer(&array), None);

    card::insert(&array, &name("bob")).unwrap();
    assert_eq!(
        answer(&array),
        Some(bob.respond(&[3; 32]).unwrap().to_vec())
    );
    assert_eq!(
        listed(home)[1],
        ("Bob".to_owned(), Some("pure01".to_owned()))
    );

    assert_eq!(card::remove(&array).unwrap().label(), "Bob");
    assert_eq!(answer(&array), None);
    assert!(matches!(card::remove(&array), Err(CardError::PortEmpty)));
    card::insert(&array, &name("alice")).unwrap();
    assert_ne!(
        answer(&array),
        Some(bob.respond(&[3; 32]).unwrap().to_vec())
    );
}

#[test]
fn a_card_is_in_one_port_and_a_port_holds_one_card() {
    let (_folder, first, second) = arrays();
    for card in ["a", "b"] {
        card::create(first.home(), &name(card)).unwrap();
    }
    card::insert(&second, &name("A")).unwrap();
    let elsewhere = card::insert(&first, &name("a")).unwrap_err();
    assert_eq!(
        elsewhere.to_string(),
        "Card is in the port of array Pure02. Remove it there first."
    );
    let taken = card::insert(&second, &name("b")).unwrap_err();
    assert!(
        matches!(&taken, CardError::PortTaken(there) if there == &name("a")),
        "{taken}"
    );
    let missing = card::insert(&first, &name("c")).unwrap_err();
    assert_eq!(missing.to_string(), "Card does not exist.");
    card::remove(&second).unwrap();
    card::insert(&first, &name("a")).unwrap();
}

#[test]
fn a_name_is_given_once_whatever_its_case() {
    let (_folder, array, _) = arrays();
    let made = card::create(array.home(), &name("Card")).unwrap();
    let again = card::create(array.home(), &name("card")).unwrap_err();
    assert_eq!(again.to_string(), "Card exists.");
    assert_eq!(listed(array.home()), [("Card".to_owned(), None)]);
    card::insert(&array, &name("card")).unwrap();
    assert_eq!(
        answer(&array),
        Some(made.respond(&[3; 32]).unwrap().to_vec())
    );
}

#[test]
fn a_card_that_is_thrown_away_leaves_the_port_empty() {
    let (_folder, array, _) = arrays();
    card::create(array.home(), &name("a")).unwrap();
    card::insert(&array, &name("a")).unwrap();
    fs::remove_file(array.home().cards().join("a.card")).unwrap();
    assert_eq!(answer(&array), None);
    assert!(matches!(card::remove(&array), Err(CardError::PortEmpty)));
    card::create(array.home(), &name("b")).unwrap();
    card::insert(&array, &name("b")).unwrap();
}

#[test]
fn a_damaged_card_is_told_from_a_missing_one() {
    let (_folder, array, _) = arrays();
    card::create(array.home(), &name("a")).unwrap();
    card::insert(&array, &name("a")).unwrap();
    let file = array.home().cards().join("a.card");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    for damaged in [&b"pure smart card 1\n"[..], b"\xff\xfe"] {
        fs::write(&file, damaged).unwrap();
        assert!(matches!(card::in_port(&array), Err(CardError::Damaged(path)) if path == file));
    }
}

#[test]
fn the_log_tells_where_a_card_was() {
    let (_folder, array, _) = arrays();
    let serial = card::create(array.home(), &name("a"))
        .unwrap()
        .serial()
        .to_string();
    card::insert(&array, &name("a")).unwrap();
    card::remove(&array).unwrap();
    let entries = array.store().read(log::entries).unwrap().into_iter();
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
