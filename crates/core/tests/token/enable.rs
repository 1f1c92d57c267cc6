//! Enabling the token.

use kmip::enums::{CryptographicAlgorithm, State, UsageMask};
use pure_core::operation::{OldKey, TokenSource};
use pure_core::power::State as Power;
use pure_core::{ErrorKind, Purity};

use crate::common::name;
use crate::test_bed::TestBed;

#[test]
fn the_key_is_made_on_the_key_manager_and_unlocks_the_array() {
    let bed = TestBed::new();
    assert_eq!(bed.status(), ("disabled", String::new()));
    let token = bed.enable("kmip_srvr").unwrap();

    let keys = bed.keys();
    let [key] = keys.as_slice() else {
        panic!("{keys:?}")
    };
    assert_eq!(key.state, State::Active);
    assert_eq!(key.row.algorithm, Some(CryptographicAlgorithm::Aes));
    assert_eq!(key.row.length, Some(256));
    let mask = UsageMask::ENCRYPT | UsageMask::DECRYPT | UsageMask::EXPORT;
    assert_eq!(key.row.usage_mask, mask);
    let id = bed.array().identity().unwrap().id;
    let prefix = format!("pure01-{}-", &id[..8]);
    assert!(
        key.name.as_ref().unwrap().starts_with(&prefix),
        "{:?}",
        key.name
    );

    assert_eq!(token.kind.as_str(), "KMIP");
    assert_eq!(token.signature.to_string().len(), 64);
    assert_eq!(bed.token().unwrap().signature, token.signature);
    assert_eq!(bed.status(), ("enabled", String::new()));
    assert_eq!(bed.fault(), None);
    bed.cycle().unwrap();
}

#[test]
fn without_the_key_manager_the_array_stays_locked_until_it_is_back() {
    let bed = TestBed::enabled();
    bed.gate.set_open(false);
    assert!(bed.read().is_ok(), "a running array keeps running");
    let (word, reason) = bed.status();
    assert_eq!(word, "unavailable");
    let uri = format!("localhost:{}", bed.gate.port());
    assert!(reason.contains(&uri), "{reason}");
    assert!(bed.fault().is_some());

    let refused = bed.cycle().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unreachable);
    let refused = refused.to_string();
    assert!(refused.contains(&uri), "{refused}");
    let state = bed.bench.power().unwrap().status.state;
    assert!(
        matches!(&state, Power::Locked(reason) if reason.to_string().contains(&uri)),
        "{state:?}"
    );
    let refused = bed.read().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Locked);
    let refused = refused.to_string();
    assert!(refused.starts_with("The array is locked: "), "{refused}");

    bed.gate.set_open(true);
    bed.cycle().unwrap();
}

#[test]
fn a_key_manager_that_does_not_respond_leaves_nothing_behind() {
    let bed = TestBed::new();
    bed.gate.set_open(false);
    let generation = bed.generation();
    let refused = bed.enable("kmip_srvr").unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unreachable, "{refused}");
    assert_eq!(bed.generation(), generation);
    assert!(bed.token().is_none());
    assert_eq!(bed.home.notices(), [], "nothing has to be destroyed");
    // Nothing that is to be made or destroyed there keeps it.
    bed.array()
        .delete_kmip_server(&name("kmip_srvr"), false)
        .unwrap();
    bed.cycle().unwrap();
}

#[test]
fn it_is_enabled_once() {
    let bed = TestBed::enabled();
    let (before, generation) = (bed.token().unwrap(), bed.generation());
    let again = bed.enable("kmip_srvr").unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Exists, "{again}");
    assert_eq!(again.to_string(), "The security token is enabled.");
    assert_eq!(bed.generation(), generation);
    assert_eq!(bed.keys().len(), 1);
    assert_eq!(bed.token().unwrap().signature, before.signature);
}

#[test]
fn a_second_array_has_a_key_of_its_own() {
    let bed = TestBed::enabled();
    let second = bed.second_array();
    let server = second.kmip_server(&name("kmip_srvr")).unwrap();
    let token = second.enable_token(TokenSource::Kmip(server)).unwrap();
    assert_eq!(bed.states(), [State::Active, State::Active]);
    // The app is known by the second array's certificate now, so the first cannot ask.
    let first = bed.token().unwrap();
    assert_ne!(first.signature, token.signature);
}

#[test]
fn the_longest_name_of_an_array_is_part_of_the_keys_name() {
    let bed = TestBed::new();
    let long = "a".repeat(63);
    let array = Purity::open(&bed.context()).unwrap();
    array.rename(&name(&long)).unwrap();
    let array = Purity::open(&bed.home.context(&long)).unwrap();
    array.enable_token(bed.on("kmip_srvr")).unwrap();
    let key = bed.keys()[0].name.clone().unwrap();
    assert!(key.starts_with(&format!("{long}-")), "{key}");
}

#[test]
fn what_was_done_is_in_the_log() {
    let bed = TestBed::enabled();
    bed.array().disable_token(OldKey::Destroy).unwrap();
    let entries = bed.bench.log().unwrap().into_iter();
    let told: Vec<String> = entries
        .filter(|entry| entry.event == "security-token")
        .map(|entry| format!("{} {} {}", entry.user, entry.subject, entry.detail))
        .collect();
    let [enabled, disabled, destroyed] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert!(
        enabled.starts_with("tester kmip_srvr enabled, KMIP key pure01-"),
        "{enabled}"
    );
    assert!(
        disabled.starts_with("tester kmip_srvr disabled, KMIP key pure01-"),
        "{disabled}"
    );
    assert!(destroyed.starts_with("tester kmip_srvr destroyed key pure01-"));
}
