//! Keys on the key manager that nobody needs any more.

use kmip::enums::State;
use pure_core::Notice;

use crate::common::name;
use crate::test_bed::TestBed;

/// Disabled while the key manager can be asked for the key, and not any more for destroying it.
fn with_leftover() -> TestBed {
    let bed = TestBed::enabled();
    bed.gate.close_after(1);
    bed.array().disable_token().unwrap();
    assert_key_left(&bed);
    bed
}

/// The operator was told of the one key that is left.
#[track_caller]
fn assert_key_left(bed: &TestBed) {
    let notices = bed.home.notices();
    let [notice @ Notice::KeyLeft { key, .. }] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    assert!(key.starts_with("pure01-"), "{key}");
    let told = notice.message().to_string();
    assert!(told.contains("has not been destroyed yet"), "{told}");
    assert_eq!(bed.states(), [State::Active]);
}

#[test]
fn a_key_that_could_not_be_destroyed_is_remembered() {
    let bed = with_leftover();
    bed.gate.set_open(false);
    assert_eq!(bed.status(), ("disabled", String::new()));
    assert_key_left(&bed);
    let kept = bed.array().delete_kmip_server(&name("kmip_srvr"));
    assert!(kept.is_err(), "it is needed for destroying the key");

    bed.gate.set_open(true);
    assert_eq!(bed.status(), ("disabled", String::new()));
    assert_eq!(bed.home.notices(), []);
    assert_eq!(bed.states(), [State::Destroyed]);
    bed.array().delete_kmip_server(&name("kmip_srvr")).unwrap();
}

#[test]
fn the_key_in_use_is_never_destroyed() {
    let bed = TestBed::enabled();
    for _ in 0..3 {
        assert_eq!(bed.status(), ("enabled", String::new()));
        assert!(bed.enable("kmip_srvr").is_err());
    }
    assert_eq!(bed.states(), [State::Active]);
    assert_eq!(bed.status(), ("enabled", String::new()));
    bed.cycle().unwrap();
}

#[test]
fn a_key_that_the_key_manager_has_destroyed_itself_is_forgotten() {
    let bed = with_leftover();
    bed.gate.set_open(true);
    let key = bed.active_key();
    bed.manager.deactivate_key(&key).unwrap();
    bed.manager.destroy_key(&key).unwrap();
    assert_eq!(bed.status(), ("disabled", String::new()));
    assert_eq!(bed.home.notices(), []);
    bed.array().delete_kmip_server(&name("kmip_srvr")).unwrap();
}
