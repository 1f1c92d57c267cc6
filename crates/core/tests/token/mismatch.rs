//! A key that is not the one that the array was locked with, or not Active.

use kmip::enums::State;
use pure_core::ErrorKind;
use pure_core::operation::OldKey;
use pure_core::power::State as Power;

use crate::test_bed::TestBed;

/// Everything that depends on the key is refused with `reason` and changes nothing, and after a power
/// loss the array is locked.
#[track_caller]
fn assert_locked_out(bed: &TestBed, reason: &str) {
    let (word, told) = bed.status();
    assert_eq!(word, "key mismatch");
    assert!(told.contains(reason), "{told}");
    let told = bed.fault().unwrap();
    assert!(told.contains(reason), "{told}");
    assert!(bed.read().is_ok(), "a running array keeps running");

    let (generation, states) = (bed.generation(), bed.states());
    let refused = bed.array().disable_token(OldKey::Destroy).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Mismatch, "{refused}");
    let refused = bed
        .array()
        .replace_token(Some(bed.on("kmip_srvr")), OldKey::Destroy)
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Mismatch, "{refused}");
    let refused = bed.enable("kmip_srvr").unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Exists, "{refused}");
    assert_eq!((bed.generation(), bed.states()), (generation, states));

    let refused = bed.cycle().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Mismatch, "{refused}");
    let refused = refused.to_string();
    assert!(refused.contains(reason), "{refused}");
    assert!(bed.read().is_err());
    let state = bed.bench.power().unwrap().status.state;
    assert!(
        matches!(&state, Power::Locked(told) if told.to_string().contains(reason)),
        "{state:?}"
    );
}

#[test]
fn a_deactivated_key() {
    let bed = TestBed::enabled();
    bed.manager.deactivate_key(&bed.active_key()).unwrap();
    assert_locked_out(&bed, "Deactivated");
}

#[test]
fn a_key_of_another_signature() {
    let bed = TestBed::enabled();
    bed.forget_signature();
    assert_locked_out(&bed, "the array was locked with");
}

#[test]
fn a_compromised_key() {
    let bed = TestBed::enabled();
    bed.manager.compromise_key(&bed.active_key()).unwrap();
    assert_locked_out(&bed, "Compromised");
}

#[test]
fn a_destroyed_key() {
    let bed = TestBed::enabled();
    let key = bed.active_key();
    bed.manager.deactivate_key(&key).unwrap();
    bed.manager.destroy_key(&key).unwrap();
    assert_locked_out(&bed, "Destroyed");
}

#[test]
fn a_key_of_which_nothing_is_left() {
    let bed = TestBed::enabled();
    let key = bed.active_key();
    bed.manager.deactivate_key(&key).unwrap();
    bed.manager.destroy_key(&key).unwrap();
    bed.manager.delete_key(&key).unwrap();
    assert_locked_out(&bed, "no");
}

#[test]
fn a_disabled_key_unlocks_again_once_it_is_enabled() {
    let bed = TestBed::enabled();
    let key = bed.active_key();
    bed.manager.disable_key(&key).unwrap();
    let (word, reason) = bed.status();
    assert_ne!(word, "enabled", "{reason}");
    assert!(bed.fault().is_some());
    assert!(bed.array().disable_token(OldKey::Destroy).is_err());
    assert!(bed.cycle().is_err());
    bed.manager.enable_key(&key).unwrap();
    bed.cycle().unwrap();
    assert_eq!(bed.status(), ("enabled", String::new()));
}

#[test]
fn states_are_as_the_key_manager_says() {
    let bed = TestBed::enabled();
    assert_eq!(bed.states(), [State::Active]);
    bed.manager.deactivate_key(&bed.active_key()).unwrap();
    assert_eq!(bed.states(), [State::Deactivated]);
}
