//! Replacing the token's key.

use kmip::enums::State;
use pure_core::ErrorKind;
use pure_core::operation::OldKey;
use pure_core::token::Kind;

use crate::common::name;
use crate::test_bed::TestBed;

#[test]
fn the_new_key_opens_the_array_and_the_old_one_is_destroyed() {
    // Without a source, the new key comes from where the old one is.
    for is_named in [true, false] {
        let bed = TestBed::enabled();
        let old = bed.token().unwrap();
        let key = bed.active_key();
        let source = is_named.then(|| bed.on("kmip_srvr"));
        let new = bed.array().replace_token(source, OldKey::Destroy).unwrap();
        assert_ne!(new.signature, old.signature);
        assert_ne!(bed.active_key(), key);
        assert_eq!(bed.states(), [State::Destroyed, State::Active]);
        assert_eq!(bed.status(), ("enabled", String::new()));
        bed.cycle().unwrap();
    }
}

#[test]
fn the_new_key_can_be_on_another_kmip_server() {
    let bed = TestBed::enabled();
    bed.create_server(bed.array(), "second");
    bed.array()
        .replace_token(Some(bed.on("second")), OldKey::Destroy)
        .unwrap();
    let token = bed.token().unwrap();
    assert!(
        matches!(&token.kind, Kind::Kmip(server) if server.name == name("second")),
        "{:?}",
        token.kind
    );
    bed.cycle().unwrap();
}

#[test]
fn what_is_not_enabled_cannot_be_replaced() {
    let bed = TestBed::new();
    let refused = bed
        .array()
        .replace_token(Some(bed.on("kmip_srvr")), OldKey::Destroy)
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound, "{refused}");
    assert!(bed.keys().is_empty());
}

#[test]
fn without_the_key_manager_the_old_key_stays() {
    let bed = TestBed::enabled();
    let (old, generation) = (bed.token().unwrap(), bed.generation());
    bed.gate.set_open(false);
    bed.array()
        .replace_token(Some(bed.on("kmip_srvr")), OldKey::Destroy)
        .unwrap_err();
    bed.gate.set_open(true);
    assert_eq!(bed.token().unwrap().signature, old.signature);
    assert_eq!(bed.generation(), generation);
    assert_eq!(bed.states(), [State::Active]);
    bed.cycle().unwrap();
}
