//! Replacing the token's key.

use pure_core::token::{self, Source, TokenError};
use pure_kmip::enums::State;

use crate::bench::{Bench, status};

#[test]
fn the_new_key_opens_the_array_and_the_old_one_is_destroyed() {
    let bench = Bench::enabled();
    let old = token::token(&bench.array).unwrap().unwrap();
    let key = bench.active_key();
    let new = bench
        .replace(Source::Kmip(bench.server("kmip_srvr")))
        .unwrap();
    assert_ne!(new.signature, old.signature);
    assert_ne!(bench.active_key(), key);
    assert_eq!(bench.states(), [State::Destroyed, State::Active]);
    assert_eq!(status(&bench.array), ("enabled", String::new()));
    bench.cycle().unwrap();
}

#[test]
fn the_new_key_can_be_on_another_kmip_server() {
    let bench = Bench::enabled();
    bench.create_server(&bench.array, "second");
    bench.replace(Source::Kmip(bench.server("second"))).unwrap();
    let token = token::token(&bench.array).unwrap().unwrap();
    assert!(
        format!("{:?}", token.kind).contains("second"),
        "{:?}",
        token.kind
    );
    bench.cycle().unwrap();
}

#[test]
fn what_is_not_enabled_cannot_be_replaced() {
    let bench = Bench::new();
    let refused = bench
        .replace(Source::Kmip(bench.server("kmip_srvr")))
        .unwrap_err();
    assert!(matches!(refused, TokenError::NotEnabled), "{refused}");
    assert!(bench.keys().is_empty());
}

#[test]
fn without_the_key_manager_the_old_key_stays() {
    let bench = Bench::enabled();
    let (old, generation) = (token::token(&bench.array).unwrap(), bench.generation());
    bench.gate.set_open(false);
    bench
        .replace(Source::Kmip(bench.server("kmip_srvr")))
        .unwrap_err();
    bench.gate.set_open(true);
    let now = token::token(&bench.array).unwrap();
    assert_eq!(now.unwrap().signature, old.unwrap().signature);
    assert_eq!(bench.generation(), generation);
    bench.sweep();
    assert_eq!(bench.states(), [State::Active]);
    bench.cycle().unwrap();
}
