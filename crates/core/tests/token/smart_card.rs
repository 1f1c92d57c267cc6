//! A smart card as the token.

use pure_core::card;
use pure_core::token::{self, Source};

use crate::bench::{Bench, name, status};

fn with_card() -> Bench {
    let bench = Bench::new();
    card::create(bench.array.home(), &name("card1")).unwrap();
    card::insert(&bench.array, &name("card1")).unwrap();
    bench
}

fn enable(bench: &Bench) -> Result<token::Token, token::TokenError> {
    crate::bench::enable_on(&bench.array, Source::SmartCard)
}

#[test]
fn the_array_opens_with_its_card_only() {
    let bench = with_card();
    enable(&bench).unwrap();
    assert_eq!(status(&bench.array), ("enabled", String::new()));
    bench.gate.set_open(false);
    bench.cycle().unwrap();

    card::remove(&bench.array).unwrap();
    assert!(bench.read().is_ok(), "a running array goes on");
    assert!(bench.cycle().is_err());
    assert!(bench.read().is_err());

    card::create(bench.array.home(), &name("card2")).unwrap();
    card::insert(&bench.array, &name("card2")).unwrap();
    assert!(bench.cycle().is_err(), "another card");
    card::remove(&bench.array).unwrap();

    card::insert(&bench.array, &name("card1")).unwrap();
    bench.cycle().unwrap();
}

#[test]
fn the_card_has_to_give_the_answer_too() {
    let bench = with_card();
    enable(&bench).unwrap();
    bench.forget_signature();
    let error = bench.cycle().unwrap_err().to_string();
    assert!(error.contains("card"), "{error}");
    assert!(bench.read().is_err());
}

#[test]
fn without_a_card_in_the_port_nothing_is_enabled() {
    let bench = Bench::new();
    let generation = bench.generation();
    enable(&bench).unwrap_err();
    assert_eq!(bench.generation(), generation);
    assert_eq!(status(&bench.array), ("disabled", String::new()));
}

#[test]
fn a_card_can_be_replaced_by_a_kmip_server_and_back() {
    let bench = with_card();
    enable(&bench).unwrap();
    bench
        .replace(Source::Kmip(bench.server("kmip_srvr")))
        .unwrap();
    card::remove(&bench.array).unwrap();
    bench.cycle().unwrap();
    card::insert(&bench.array, &name("card1")).unwrap();
    bench.replace(Source::SmartCard).unwrap();
    bench.gate.set_open(false);
    bench.cycle().unwrap();
}

#[test]
fn disabling_asks_for_the_card() {
    let bench = with_card();
    enable(&bench).unwrap();
    card::remove(&bench.array).unwrap();
    bench.disable().unwrap_err();
    card::insert(&bench.array, &name("card1")).unwrap();
    bench.disable().unwrap();
    card::remove(&bench.array).unwrap();
    bench.cycle().unwrap();
}
