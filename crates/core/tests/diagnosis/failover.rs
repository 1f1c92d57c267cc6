//! The key manager in use: failover, keys created once, keys destroyed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kmip::client::Deadlines;
use kmip::enums::{Operation, ResultReason, State};
use pure_core::kmip_server::{FetchedKey, KeyManagerError, SealedKey, TokenKeyMaterial, Uri, Uris};
use pure_core::operation::{KmipServerChange, OldKey, TokenSource};
use pure_core::token::Token;
use pure_core::{Notice, Result};
use pure_testing::kmip::{Key, KeyServer};
use pure_testing::{ClientAuthentication, Listener, closed_port, server_config};
use rcgen::SanType;
use rustls::version::TLS13;

use crate::common::name;
use crate::full_queue::FullQueue;
use crate::test_bed::{TestBed, key, listen_as};

fn asked(server: &KeyServer, operation: Operation) -> usize {
    server
        .asked
        .lock()
        .unwrap()
        .iter()
        .filter(|asked| **asked == operation)
        .count()
}

fn states(server: &KeyServer) -> Vec<State> {
    server
        .keys
        .lock()
        .unwrap()
        .iter()
        .map(|key| key.state)
        .collect()
}

/// The key that [`key`] is, to be fetched.
fn sealed() -> SealedKey {
    let key = key();
    let material = TokenKeyMaterial::from_bytes(&key.material).unwrap();
    SealedKey {
        id: key.id,
        name: key.name,
        signature: material.signature(),
    }
}

/// Enables the token on those ports.
fn enable(bed: &TestBed, ports: &[u16]) -> Result<Token> {
    let server = bed.server(ports);
    bed.array.enable_token(TokenSource::Kmip(server))
}

#[test]
fn servers_that_are_down_are_passed_over() {
    let bed = TestBed::new();
    let server = KeyServer::new();
    let listener = bed.listen(&server);
    enable(&bed, &[closed_port(), listener.port()]).unwrap();
    assert_eq!(states(&server), [State::Active]);
}

#[test]
fn a_silent_server_costs_its_deadline_and_no_more() {
    let second = Duration::from_secs(1);
    let deadlines = Deadlines::of(second, 30 * second);
    let bed = TestBed {
        host: "127.0.0.1",
        deadlines,
        ..TestBed::new()
    };
    let server = KeyServer::holding(&key());
    let leaf = bed.authority.server(|leaf| {
        let address = SanType::IpAddress([127, 0, 0, 1].into());
        leaf.subject_alt_names.push(address);
    });
    let listener = listen_as(&leaf, &server);
    let full = FullQueue::new();
    let manager = bed.key_manager(&[full.port(), listener.port()]);
    let begin = Instant::now();
    assert!(matches!(
        manager.fetch_key(&sealed()),
        Ok(FetchedKey::Active { .. })
    ));
    let took = begin.elapsed();
    assert!(took >= second && took < 4 * second, "{took:?}");
}

/// The response to `operation` is lost, once the server has done it.
fn lost(operation: Operation) -> KeyServer {
    KeyServer {
        cut: vec![operation],
        ..KeyServer::new()
    }
}

/// The name of a key is used once: what a lost response may have made is destroyed, not taken.
#[test]
fn a_create_that_was_not_answered_is_not_repeated() {
    let bed = TestBed::new();
    let spoilt = lost(Operation::Create);
    let first = bed.listen(&spoilt);
    let refused = enable(&bed, &[first.port()]).unwrap_err();
    assert!(
        refused.to_string().ends_with("Nothing is changed."),
        "{refused}"
    );
    assert_eq!(asked(&spoilt, Operation::Create), 1);
    assert_eq!(states(&spoilt), [State::Destroyed]);
    assert_eq!(bed.home.notices(), []);
}

#[test]
fn after_a_create_that_was_not_answered_the_next_uri_makes_another_key() {
    let bed = TestBed::new();
    let spoilt = lost(Operation::Create);
    let whole = KeyServer {
        cut: Vec::new(),
        ..spoilt.clone()
    };
    let (first, second) = (bed.listen(&spoilt), bed.listen(&whole));
    enable(&bed, &[first.port(), second.port()]).unwrap();
    assert_eq!(states(&whole), [State::Destroyed, State::Active]);
    let keys = whole.keys.lock().unwrap();
    assert_ne!(keys[0].name, keys[1].name);
    assert_eq!(bed.home.notices(), []);
}

#[test]
fn a_key_that_is_not_active_is_not_fetched() {
    for state in [
        State::PreActive,
        State::Deactivated,
        State::Compromised,
        State::Destroyed,
    ] {
        let bed = TestBed::new();
        let server = KeyServer::holding(&Key { state, ..key() });
        let right = KeyServer::holding(&key());
        let (first, second) = (bed.listen(&server), bed.listen(&right));
        let manager = bed.key_manager(&[first.port(), second.port()]);
        let fetched = manager.fetch_key(&sealed()).unwrap();
        assert!(matches!(fetched, FetchedKey::NotActive(found) if found == state));
        assert_eq!(
            asked(&server, Operation::Get),
            0,
            "its material is not even asked for"
        );
        assert_eq!(
            asked(&right, Operation::GetAttributes),
            0,
            "the first response decides"
        );
    }
}

#[test]
fn a_key_is_absent_when_every_server_says_so() {
    let bed = TestBed::new();
    let (first, second) = (KeyServer::new(), KeyServer::new());
    let (one, two) = (bed.listen(&first), bed.listen(&second));
    let both = bed.key_manager(&[one.port(), two.port()]);
    assert!(matches!(
        both.fetch_key(&sealed()),
        Ok(FetchedKey::Absent { .. })
    ));
    let down = bed.key_manager(&[one.port(), closed_port()]);
    let unknown: std::result::Result<_, KeyManagerError> = down.fetch_key(&sealed());
    assert_eq!(unknown.unwrap_err().attempts.len(), 2);
}

/// A refusal is not an absence: nothing is known of the key then, and no other is looked for.
#[test]
fn a_state_that_is_refused_is_no_absence() {
    let bed = TestBed::sealed_with(&key());
    let mut server = KeyServer::holding(&key());
    let refused = (Operation::GetAttributes, ResultReason::PermissionDenied, "");
    server.refused = vec![refused];
    let listener = bed.listen(&server);
    let fetched = bed.key_manager(&[listener.port()]).fetch_key(&sealed());
    assert!(fetched.is_err(), "{fetched:?}");
    assert_eq!(asked(&server, Operation::Locate), 0);
}

#[test]
fn what_the_server_refuses_is_told() {
    let bed = TestBed::new();
    let mut server = KeyServer::new();
    server.refused = vec![(
        Operation::Destroy,
        ResultReason::PermissionDenied,
        "Not yours.",
    )];
    let listener = bed.listen(&server);
    enable(&bed, &[listener.port()]).unwrap();
    bed.array.disable_token(OldKey::Destroy).unwrap();
    let notices = bed.home.notices();
    let [Notice::KeyLeft { reason, .. }] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    assert_eq!(
        reason.to_string(),
        format!(
            "localhost:{}: Destroy: refused, Permission Denied (Not yours). Allow the app this \
             operation on the key manager.",
            listener.port()
        )
    );
    assert_eq!(states(&server), [State::Deactivated]);
    // Allowed by now.
    let allowed = KeyServer {
        refused: Vec::new(),
        ..server.clone()
    };
    let next = bed.listen(&allowed);
    enable(&bed, &[next.port()]).unwrap();
    assert_eq!(states(&server)[1..], [State::Active]);
}

/// Keys of a KMIP server that is pointed at its successor are still asked for where they were made.
#[test]
fn a_key_is_destroyed_where_it_was_made() {
    let bed = TestBed::new();
    let mut server = KeyServer::new();
    let refused = (Operation::Destroy, ResultReason::PermissionDenied, "");
    server.refused = vec![refused];
    let leaf = bed.authority.server(|_| {});
    let refuses = Arc::new(AtomicBool::new(true));
    let allowed = KeyServer {
        refused: Vec::new(),
        ..server.clone()
    };
    let config = server_config(&TLS13, &leaf, ClientAuthentication::Any);
    let (old, new) = (server.clone(), allowed.clone());
    let still = Arc::clone(&refuses);
    let listener = Listener::tls(config, move |stream| {
        if still.load(Ordering::SeqCst) {
            old.serve(stream)
        } else {
            new.serve(stream)
        }
    });
    enable(&bed, &[listener.port()]).unwrap();
    bed.array.disable_token(OldKey::Destroy).unwrap();
    assert_eq!(bed.home.notices().len(), 1);
    let successor = KeyServer::new();
    let next = bed.listen(&successor);
    let k = name(&format!("kmip-{}", listener.port()));
    let uri: Uri = format!("localhost:{}", next.port()).parse().unwrap();
    let change = KmipServerChange {
        uris: Some(Uris::try_from(vec![uri]).unwrap()),
        ..KmipServerChange::default()
    };
    bed.array.change_kmip_server(&k, &change, false).unwrap();
    bed.array.delete_kmip_server(&k, false).unwrap_err();
    assert_eq!(bed.home.notices().len(), 1);
    refuses.store(false, Ordering::SeqCst);
    bed.array.delete_kmip_server(&k, false).unwrap();
    assert_eq!(states(&server), [State::Destroyed]);
    assert_eq!(bed.home.notices(), []);
}
