//! Keys on the key manager that nobody needs any more.

use kmip::enums::State;
use pure_core::Notice;
use pure_core::operation::OldKey;

use crate::common::name;
use crate::test_bed::TestBed;

/// Disabled while the key manager can be asked for the key, and not any more for destroying it.
fn with_leftover() -> TestBed {
    let bed = TestBed::enabled();
    bed.gate.close_after(1);
    bed.array().disable_token(OldKey::Destroy).unwrap();
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
    assert_eq!(bed.home.notices(), [], "showing a state does nothing else");
    let kept = bed.array().delete_kmip_server(&name("kmip_srvr"), false);
    assert!(kept.is_err(), "it is needed for destroying the key");
    assert_key_left(&bed);

    bed.gate.set_open(true);
    bed.array()
        .delete_kmip_server(&name("kmip_srvr"), false)
        .unwrap();
    assert_eq!(bed.home.notices(), []);
    assert_eq!(bed.states(), [State::Destroyed]);
}

#[test]
fn the_next_command_of_the_token_destroys_it() {
    let bed = with_leftover();
    bed.gate.set_open(true);
    bed.enable("kmip_srvr").unwrap();
    assert_eq!(bed.home.notices(), [Notice::OldCopiesOpen]);
    assert_eq!(bed.states(), [State::Destroyed, State::Active]);
}

#[test]
fn a_key_is_given_up_knowingly() {
    let bed = with_leftover();
    bed.gate.set_open(false);
    bed.array()
        .delete_kmip_server(&name("kmip_srvr"), true)
        .unwrap();
    let notices = bed.home.notices();
    let [Notice::KeyLeft { .. }, Notice::KeyGivenUp { key, at, .. }] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    assert_eq!(*at, Some(format!("localhost:{}", bed.gate.port())));
    let log = bed.bench.log().unwrap();
    let kept = format!("gave up key {key}, left at {}", at.as_ref().unwrap());
    assert!(log.iter().any(|entry| entry.detail == kept), "{log:?}");
    assert_eq!(bed.states(), [State::Active]);
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
    bed.array()
        .delete_kmip_server(&name("kmip_srvr"), false)
        .unwrap();
    assert_eq!(bed.home.notices(), []);
}

/// Not found is not destroyed: a replica lags, or the KMIP server is another one by now.
#[test]
fn a_key_that_is_not_found_is_not_forgotten() {
    let bed = with_leftover();
    bed.gate.set_open(true);
    let key = bed.active_key();
    bed.manager.deactivate_key(&key).unwrap();
    bed.manager.destroy_key(&key).unwrap();
    bed.manager.delete_key(&key).unwrap();
    let kept = bed.array().delete_kmip_server(&name("kmip_srvr"), false);
    assert!(kept.is_err());
    let notices = bed.home.notices();
    let [Notice::KeyLeft { reason, .. }] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    let told = reason.to_string();
    assert!(
        told.contains("does not prove that it is destroyed"),
        "{told}"
    );
}
