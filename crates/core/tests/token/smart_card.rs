//! A smart card as the token.

use std::fs;

use pure_core::Bench;
use pure_core::operation::{OldKey, TokenSource};
use pure_core::token::Token;

use crate::common::name;
use crate::test_bed::TestBed;

fn with_card() -> TestBed {
    let bed = TestBed::new();
    create(&bed, "card1");
    bed.bench.insert_card(&name("card1")).unwrap();
    bed
}

fn create(bed: &TestBed, card: &str) {
    Bench::create_card(&bed.context(), &name(card), None).unwrap();
}

fn enable(bed: &TestBed) -> pure_core::Result<Token> {
    bed.array().enable_token(TokenSource::SmartCard)
}

#[test]
fn the_array_opens_with_its_card_only() {
    let bed = with_card();
    enable(&bed).unwrap();
    assert_eq!(bed.status(), ("enabled", String::new()));
    bed.gate.set_open(false);
    bed.cycle().unwrap();

    bed.bench.remove_card(None).unwrap();
    assert!(bed.read().is_ok(), "a running array keeps running");
    assert!(bed.cycle().is_err());
    assert!(bed.read().is_err());

    create(&bed, "card2");
    bed.bench.insert_card(&name("card2")).unwrap();
    assert!(bed.cycle().is_err(), "another card");
    bed.bench.remove_card(None).unwrap();

    bed.bench.insert_card(&name("card1")).unwrap();
    bed.cycle().unwrap();
}

#[test]
fn the_card_has_to_give_the_answer_too() {
    let bed = with_card();
    enable(&bed).unwrap();
    bed.forget_signature();
    let error = bed.cycle().unwrap_err().to_string();
    assert!(error.contains("card"), "{error}");
    assert!(bed.read().is_err());
}

#[test]
fn without_a_card_in_the_port_nothing_is_enabled() {
    let bed = TestBed::new();
    let generation = bed.generation();
    enable(&bed).unwrap_err();
    assert_eq!(bed.generation(), generation);
    assert_eq!(bed.status(), ("disabled", String::new()));
}

#[test]
fn a_card_can_be_replaced_by_a_kmip_server_and_back() {
    let bed = with_card();
    enable(&bed).unwrap();
    bed.array()
        .replace_token(Some(bed.on("kmip_srvr")), OldKey::Destroy)
        .unwrap();
    bed.bench.remove_card(None).unwrap();
    bed.cycle().unwrap();
    bed.bench.insert_card(&name("card1")).unwrap();
    bed.array()
        .replace_token(Some(TokenSource::SmartCard), OldKey::Destroy)
        .unwrap();
    bed.gate.set_open(false);
    bed.cycle().unwrap();
}

/// What opens after a replace: the card, and no copy of it from before.
#[test]
fn a_replace_on_the_same_card_makes_copies_from_before_useless() {
    let bed = with_card();
    let before = enable(&bed).unwrap();
    let away = bed.home.path("away.card");
    let copy = bed.home.path("copy.card");
    bed.bench.remove_card(Some(&away)).unwrap();
    fs::copy(&away, &copy).unwrap();
    bed.bench.insert_card_file(&away).unwrap();
    let after = bed.array().replace_token(None, OldKey::Destroy).unwrap();
    assert_ne!(after.signature, before.signature);
    bed.cycle().unwrap();

    bed.bench.remove_card(Some(&away)).unwrap();
    let text = fs::read_to_string(&away).unwrap();
    assert_eq!(text.matches("\nkey ").count(), 1, "the old key is gone");
    bed.bench.insert_card_file(&copy).unwrap();
    let error = bed.cycle().unwrap_err().to_string();
    assert!(error.contains("no longer has the key"), "{error}");
    bed.bench.remove_card(Some(&copy)).unwrap();
    bed.bench.insert_card_file(&away).unwrap();
    bed.cycle().unwrap();
}

#[test]
fn a_token_changes_from_card_to_card() {
    let bed = with_card();
    enable(&bed).unwrap();
    create(&bed, "card2");
    bed.bench.remove_card(None).unwrap();
    // With an empty port it does not.
    bed.array()
        .replace_token(None, OldKey::Destroy)
        .unwrap_err();
    bed.bench.insert_card(&name("card2")).unwrap();
    bed.array().replace_token(None, OldKey::Destroy).unwrap();
    bed.cycle().unwrap();
    bed.bench.remove_card(None).unwrap();
    bed.bench.insert_card(&name("card1")).unwrap();
    assert!(bed.cycle().is_err(), "the card from before");
}

/// A damaged card does not lose the data while the array runs.
#[test]
fn a_damaged_card_is_replaced_by_another() {
    let bed = with_card();
    enable(&bed).unwrap();
    fs::write(bed.home.path("home/cards/card1.card"), "damaged").unwrap();
    let error = bed
        .array()
        .replace_token(None, OldKey::Destroy)
        .unwrap_err()
        .to_string();
    assert!(error.contains("damaged"), "{error}");
    bed.bench.remove_card(None).unwrap();
    create(&bed, "card2");
    bed.bench.insert_card(&name("card2")).unwrap();
    bed.array().replace_token(None, OldKey::Destroy).unwrap();
    bed.cycle().unwrap();
}

/// One card may unlock several arrays: what is done on one does not lock another.
#[test]
fn a_card_of_two_arrays_opens_both_after_a_replace_on_one() {
    let bed = with_card();
    enable(&bed).unwrap();
    bed.bench.remove_card(None).unwrap();
    let second = bed.second_array();
    let beside = Bench::open(&bed.home.context("pure02")).unwrap();
    beside.insert_card(&name("card1")).unwrap();
    second.enable_token(TokenSource::SmartCard).unwrap();
    second.replace_token(None, OldKey::Destroy).unwrap();
    second.disable_token(OldKey::Destroy).unwrap();
    beside.remove_card(None).unwrap();
    bed.bench.insert_card(&name("card1")).unwrap();
    bed.cycle().unwrap();
}

#[test]
fn a_copy_of_the_home_without_the_card_has_nothing_that_opens_it() {
    let bed = with_card();
    enable(&bed).unwrap();
    let key = fs::read_to_string(bed.home.path("home/cards/card1.card")).unwrap();
    bed.bench.remove_card(None).unwrap();
    let keys: Vec<&str> = key
        .split_whitespace()
        .filter(|word| word.len() == 64)
        .collect();
    assert_eq!(keys.len(), 3, "the passphrase, the key, the sum");
    let mut grep = std::process::Command::new("grep");
    grep.arg("-raF");
    keys.iter().for_each(|key| {
        grep.args(["-e", key]);
    });
    let found = grep.arg(bed.home.path("home")).output().unwrap();
    assert_eq!(found.status.code(), Some(1), "{found:?}");
}

#[test]
fn disabling_asks_for_the_card() {
    let bed = with_card();
    enable(&bed).unwrap();
    bed.bench.remove_card(None).unwrap();
    bed.array().disable_token(OldKey::Destroy).unwrap_err();
    bed.bench.insert_card(&name("card1")).unwrap();
    bed.array().disable_token(OldKey::Destroy).unwrap();
    bed.bench.remove_card(None).unwrap();
    bed.cycle().unwrap();
}
