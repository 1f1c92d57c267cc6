//! Disabling the token.

use kmip::enums::State;
use pure_core::ErrorKind;
use pure_core::operation::OldKey;

use crate::test_bed::TestBed;

#[test]
fn the_array_opens_without_the_key_manager_from_then_on() {
    let bed = TestBed::enabled();
    let generation = bed.generation();
    bed.array().disable_token(OldKey::Destroy).unwrap();
    assert!(bed.generation() > generation);
    assert_eq!(bed.status(), ("disabled", String::new()));
    assert!(bed.token().is_none());
    assert_eq!(bed.states(), [State::Destroyed], "nobody needs the key");
    bed.gate.set_open(false);
    bed.cycle().unwrap();
}

#[test]
fn it_can_be_enabled_again_with_another_key() {
    let bed = TestBed::enabled();
    let first = bed.token().unwrap();
    bed.array().disable_token(OldKey::Destroy).unwrap();
    let second = bed.enable("kmip_srvr").unwrap();
    assert_ne!(second.signature, first.signature);
    assert_eq!(bed.states(), [State::Destroyed, State::Active]);
    bed.cycle().unwrap();
}

#[test]
fn what_is_not_enabled_cannot_be_disabled() {
    let bed = TestBed::new();
    let generation = bed.generation();
    let refused = bed.array().disable_token(OldKey::Destroy).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound, "{refused}");
    assert_eq!(refused.to_string(), "The security token is not enabled.");
    assert_eq!(bed.generation(), generation);
}

#[test]
fn without_the_key_manager_the_token_stays() {
    let bed = TestBed::enabled();
    let generation = bed.generation();
    bed.gate.set_open(false);
    let refused = bed.array().disable_token(OldKey::Destroy).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unreachable, "{refused}");
    assert_eq!(bed.generation(), generation);
    bed.gate.set_open(true);
    assert_eq!(bed.status(), ("enabled", String::new()));
    bed.cycle().unwrap();
}
