//! A smart card as the token.

use pure_core::Bench;
use pure_core::operation::TokenSource;
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
    Bench::create_card(&bed.context(), &name(card)).unwrap();
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

    bed.bench.remove_card().unwrap();
    assert!(bed.read().is_ok(), "a running array keeps running");
    assert!(bed.cycle().is_err());
    assert!(bed.read().is_err());

    create(&bed, "card2");
    bed.bench.insert_card(&name("card2")).unwrap();
    assert!(bed.cycle().is_err(), "another card");
    bed.bench.remove_card().unwrap();

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
        .replace_token(Some(bed.on("kmip_srvr")))
        .unwrap();
    bed.bench.remove_card().unwrap();
    bed.cycle().unwrap();
    bed.bench.insert_card(&name("card1")).unwrap();
    bed.array()
        .replace_token(Some(TokenSource::SmartCard))
        .unwrap();
    bed.gate.set_open(false);
    bed.cycle().unwrap();
}

#[test]
fn disabling_asks_for_the_card() {
    let bed = with_card();
    enable(&bed).unwrap();
    bed.bench.remove_card().unwrap();
    bed.array().disable_token().unwrap_err();
    bed.bench.insert_card(&name("card1")).unwrap();
    bed.array().disable_token().unwrap();
    bed.bench.remove_card().unwrap();
    bed.cycle().unwrap();
}
