//! Disabling the token.

use pure_core::token::{self, TokenError};
use pure_kmip::enums::State;

use crate::bench::{Bench, status};

#[test]
fn the_array_opens_without_the_key_manager_from_then_on() {
    let bench = Bench::enabled();
    let generation = bench.generation();
    bench.disable().unwrap();
    assert!(bench.generation() > generation);
    assert_eq!(status(&bench.array), ("disabled", String::new()));
    assert!(token::token(&bench.array).unwrap().is_none());
    assert_eq!(bench.states(), [State::Destroyed], "nobody needs the key");
    bench.gate.set_open(false);
    bench.cycle().unwrap();
}

#[test]
fn it_can_be_enabled_again_with_another_key() {
    let bench = Bench::enabled();
    let first = token::token(&bench.array).unwrap().unwrap();
    bench.disable().unwrap();
    let second = bench.enable("kmip_srvr").unwrap();
    assert_ne!(second.signature, first.signature);
    assert_eq!(bench.states(), [State::Destroyed, State::Active]);
    bench.cycle().unwrap();
}

#[test]
fn what_is_not_enabled_cannot_be_disabled() {
    let bench = Bench::new();
    let generation = bench.generation();
    let refused = bench.disable().unwrap_err();
    assert!(matches!(refused, TokenError::NotEnabled), "{refused}");
    assert_eq!(bench.generation(), generation);
}

#[test]
fn without_the_key_manager_the_token_stays() {
    let bench = Bench::enabled();
    let generation = bench.generation();
    bench.gate.set_open(false);
    let refused = bench.disable().unwrap_err();
    assert!(!refused.is_mismatch(), "{refused}");
    assert_eq!(bench.generation(), generation);
    bench.gate.set_open(true);
    assert_eq!(status(&bench.array), ("enabled", String::new()));
    bench.cycle().unwrap();
}
