//! A key that is not the one that the array was locked with, or not Active.

use pure_core::power::{self, State as Power};
use pure_core::token::{Source, TokenError};
use pure_kmip::enums::State;

use crate::bench::{Bench, fault, status};

/// Everything that depends on the key is refused with `reason` and changes nothing, and after a power
/// loss the array is locked.
#[track_caller]
fn assert_locked_out(bench: &Bench, reason: &str) {
    let (word, told) = status(&bench.array);
    assert_eq!(word, "key mismatch");
    assert!(told.contains(reason), "{told}");
    let told = fault(&bench.array).unwrap();
    assert!(told.contains(reason), "{told}");
    assert!(bench.read().is_ok(), "a running array goes on");

    let (generation, states) = (bench.generation(), bench.states());
    let refused = bench.disable().unwrap_err();
    assert!(refused.is_mismatch(), "{refused}");
    let refused = bench
        .replace(Source::Kmip(bench.server("kmip_srvr")))
        .unwrap_err();
    assert!(refused.is_mismatch(), "{refused}");
    let refused = bench.enable("kmip_srvr").unwrap_err();
    assert!(matches!(refused, TokenError::Enabled), "{refused}");
    assert_eq!((bench.generation(), bench.states()), (generation, states));

    let refused = bench.cycle().unwrap_err().to_string();
    assert!(refused.contains(reason), "{refused}");
    assert!(bench.read().is_err());
    let state = power::committed(&bench.array).unwrap().state;
    assert!(
        matches!(&state, Power::Locked(told) if told.contains(reason)),
        "{state:?}"
    );
}

#[test]
fn a_deactivated_key() {
    let bench = Bench::enabled();
    bench.manager.deactivate_key(&bench.active_key()).unwrap();
    assert_locked_out(&bench, "Deactivated");
}

#[test]
fn a_key_of_another_signature() {
    let bench = Bench::enabled();
    bench.forget_signature();
    assert_locked_out(&bench, "the array was locked with");
}

#[test]
fn a_compromised_key() {
    let bench = Bench::enabled();
    bench.manager.compromise_key(&bench.active_key()).unwrap();
    assert_locked_out(&bench, "Compromised");
}

#[test]
fn a_destroyed_key() {
    let bench = Bench::enabled();
    let key = bench.active_key();
    bench.manager.deactivate_key(&key).unwrap();
    bench.manager.destroy_key(&key).unwrap();
    assert_locked_out(&bench, "Destroyed");
}

#[test]
fn a_key_of_which_nothing_is_left() {
    let bench = Bench::enabled();
    let key = bench.active_key();
    bench.manager.deactivate_key(&key).unwrap();
    bench.manager.destroy_key(&key).unwrap();
    bench.manager.delete_key(&key).unwrap();
    assert_locked_out(&bench, "no");
}

#[test]
fn a_disabled_key_unlocks_again_once_it_is_enabled() {
    let bench = Bench::enabled();
    let key = bench.active_key();
    bench.manager.disable_key(&key).unwrap();
    let (word, reason) = status(&bench.array);
    assert_ne!(word, "enabled", "{reason}");
    assert!(fault(&bench.array).is_some());
    assert!(bench.disable().is_err());
    assert!(bench.cycle().is_err());
    bench.manager.enable_key(&key).unwrap();
    bench.cycle().unwrap();
    assert_eq!(status(&bench.array), ("enabled", String::new()));
}

#[test]
fn states_are_as_the_key_manager_says() {
    let bench = Bench::enabled();
    assert_eq!(bench.states(), [State::Active]);
    bench.manager.deactivate_key(&bench.active_key()).unwrap();
    assert_eq!(bench.states(), [State::Deactivated]);
}
