//! Enabling the token.

use pure_core::kmip_server;
use pure_core::power::{self, State as Power};
use pure_core::token::{self, Source, TokenError};
use pure_core::{Array, log};
use pure_kmip::enums::{CryptographicAlgorithm, State, UsageMask};

use crate::bench::{Bench, enable_on, fault, name, status};

#[test]
fn the_key_is_made_on_the_key_manager_and_unlocks_the_array() {
    let bench = Bench::new();
    assert_eq!(status(&bench.array), ("disabled", String::new()));
    let token = bench.enable("kmip_srvr").unwrap();

    let keys = bench.keys();
    let [key] = keys.as_slice() else {
        panic!("{keys:?}")
    };
    assert_eq!(key.state, State::Active);
    assert_eq!(key.row.algorithm, Some(CryptographicAlgorithm::Aes));
    assert_eq!(key.row.length, Some(256));
    assert_eq!(key.row.usage_mask, UsageMask::ENCRYPT | UsageMask::DECRYPT);
    let id = bench.array.id().unwrap().to_string();
    let prefix = format!("pure01-{}-", &id[..8]);
    assert!(
        key.name.as_ref().unwrap().starts_with(&prefix),
        "{:?}",
        key.name
    );

    assert_eq!(token.kind.as_str(), "KMIP");
    assert_eq!(token.signature.to_string().len(), 64);
    assert_eq!(
        token::token(&bench.array).unwrap().unwrap().signature,
        token.signature
    );
    assert_eq!(status(&bench.array), ("enabled", String::new()));
    assert_eq!(fault(&bench.array), None);
    bench.cycle().unwrap();
}

#[test]
fn without_the_key_manager_the_array_stays_locked_until_it_is_back() {
    let bench = Bench::enabled();
    bench.gate.set_open(false);
    assert!(bench.read().is_ok(), "a running array goes on");
    let (word, reason) = status(&bench.array);
    assert_eq!(word, "unavailable");
    let uri = format!("localhost:{}", bench.gate.port());
    assert!(reason.contains(&uri), "{reason}");
    assert!(fault(&bench.array).is_some());

    let refused = bench.cycle().unwrap_err().to_string();
    assert!(refused.contains(&uri), "{refused}");
    let state = power::committed(&bench.array).unwrap().state;
    assert!(
        matches!(&state, Power::Locked(reason) if reason.contains(&uri)),
        "{state:?}"
    );
    let refused = bench.read().unwrap_err().to_string();
    assert!(refused.starts_with("The array is locked: "), "{refused}");

    bench.gate.set_open(true);
    bench.cycle().unwrap();
}

#[test]
fn a_key_manager_that_does_not_answer_leaves_nothing_behind() {
    let bench = Bench::new();
    bench.gate.set_open(false);
    let generation = bench.generation();
    let refused = bench.enable("kmip_srvr").unwrap_err();
    assert!(
        matches!(refused, TokenError::KeyManager { .. }),
        "{refused}"
    );
    assert_eq!(bench.generation(), generation);
    assert!(!token::is_untidy(&bench.array).unwrap());
    assert!(token::token(&bench.array).unwrap().is_none());
    kmip_server::delete(&bench.array, &name("kmip_srvr")).unwrap();
    bench.cycle().unwrap();
}

#[test]
fn it_is_enabled_once() {
    let bench = Bench::enabled();
    let (before, generation) = (token::token(&bench.array).unwrap(), bench.generation());
    let again = bench.enable("kmip_srvr").unwrap_err();
    assert!(matches!(again, TokenError::Enabled), "{again}");
    assert_eq!(bench.generation(), generation);
    assert_eq!(bench.keys().len(), 1);
    let after = token::token(&bench.array).unwrap();
    assert_eq!(after.unwrap().signature, before.unwrap().signature);
}

#[test]
fn a_second_array_has_a_key_of_its_own() {
    let bench = Bench::enabled();
    let second = bench.second_array();
    let server = second
        .store()
        .read(|db| kmip_server::find(db, &name("kmip_srvr")))
        .unwrap();
    let token = enable_on(&second, Source::Kmip(server)).unwrap();
    assert_eq!(bench.states(), [State::Active, State::Active]);
    let first = token::token(&bench.array).unwrap().unwrap();
    assert_ne!(first.signature, token.signature);
}

#[test]
fn the_longest_name_of_an_array_is_part_of_the_keys_name() {
    let bench = Bench::new();
    let long = "a".repeat(63);
    let array = Array::open(bench.array.home(), bench.array.name()).unwrap();
    let array = array.rename(&name(&long)).unwrap();
    let server = array
        .store()
        .read(|db| kmip_server::find(db, &name("kmip_srvr")))
        .unwrap();
    enable_on(&array, Source::Kmip(server)).unwrap();
    let key = bench.keys()[0].name.clone().unwrap();
    assert!(key.starts_with(&format!("{}-", array.name())), "{key}");
    array.rename(&name("pure01")).unwrap();
}

#[test]
fn what_was_done_is_in_the_log() {
    let bench = Bench::enabled();
    bench.disable().unwrap();
    let entries = bench.array.store().read(log::entries).unwrap().into_iter();
    let told: Vec<String> = entries
        .filter(|entry| entry.event == "security-token")
        .map(|entry| format!("{} {}", entry.subject, entry.detail))
        .collect();
    let [enabled, disabled, destroyed] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert!(enabled.starts_with("kmip_srvr enabled, KMIP signature "));
    assert!(disabled.starts_with("kmip_srvr disabled, KMIP signature "));
    assert!(destroyed.starts_with("kmip_srvr destroyed key pure01-"));
}
