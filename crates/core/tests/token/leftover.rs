//! Keys on the key manager that nobody needs any more.

use pure_core::token;
use pure_kmip::enums::State;

use crate::bench::{Bench, status};

/// Disabled while the key manager can be asked for the key, and not any more for destroying it.
fn untidy() -> Bench {
    let bench = Bench::enabled();
    let exclusive = bench.array.exclusive().unwrap();
    let unlocked = pure_core::power::unlocked(&bench.array).unwrap();
    token::disable(&bench.array, &exclusive, &unlocked).unwrap();
    drop(exclusive);
    bench
}

#[test]
fn a_key_that_could_not_be_destroyed_is_remembered() {
    let bench = untidy();
    assert!(token::is_untidy(&bench.array).unwrap());
    bench.gate.set_open(false);
    let notices = bench.sweep();
    let [notice] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    assert!(notice.contains("is not destroyed yet"), "{notice}");
    assert!(token::is_untidy(&bench.array).unwrap());
    assert_eq!(bench.states(), [State::Active]);

    bench.gate.set_open(true);
    assert_eq!(bench.sweep(), Vec::<String>::new());
    assert!(!token::is_untidy(&bench.array).unwrap());
    assert_eq!(bench.states(), [State::Destroyed]);
}

#[test]
fn the_key_in_use_is_never_swept_away() {
    let bench = Bench::enabled();
    for _ in 0..3 {
        bench.sweep();
    }
    assert_eq!(bench.states(), [State::Active]);
    assert_eq!(status(&bench.array), ("enabled", String::new()));
    bench.cycle().unwrap();
}

#[test]
fn a_key_that_the_key_manager_has_destroyed_itself_is_forgotten() {
    let bench = untidy();
    let key = bench.active_key();
    bench.manager.deactivate_key(&key).unwrap();
    bench.manager.destroy_key(&key).unwrap();
    assert_eq!(bench.sweep(), Vec::<String>::new());
    assert!(!token::is_untidy(&bench.array).unwrap());
}
