//! The key manager in use: failover, keys created once, keys destroyed.

use std::time::{Duration, Instant};

use kmip::client::Deadlines;
use kmip::enums::{Operation, ResultReason, State};
use pure_core::kmip_server::{FetchedKey, KeyManagerError};
use pure_testing::kmip::{Key, KeyServer};
use pure_testing::{ClientAuthentication, Leaf, Listener, closed_port, server_config};
use rcgen::SanType;
use rustls::version::TLS13;

use crate::full_queue::FullQueue;
use crate::test_bed::{TestBed, key};

fn listen(bed: &TestBed, server: &KeyServer) -> Listener {
    listen_as(&bed.authority.server(|_| {}), server)
}

fn listen_as(leaf: &Leaf, server: &KeyServer) -> Listener {
    let config = server_config(&TLS13, leaf, ClientAuthentication::Any);
    let server = server.clone();
    Listener::tls(config, move |stream| server.serve(stream))
}

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

#[test]
fn a_key_is_created_active_and_fetched_again() {
    let bed = TestBed::new();
    let server = KeyServer::new();
    let listener = listen(&bed, &server);
    let manager = bed.key_manager(&[listener.port()]);
    let made = manager.create_key("pure01").unwrap();
    assert_eq!(states(&server), [State::Active]);
    assert_eq!(manager.find_key("pure01").unwrap(), Some(made.id.clone()));
    let FetchedKey::Active(fetched) = manager.fetch_key(&made.id, "pure01").unwrap() else {
        panic!("the key is Active");
    };
    assert_eq!(fetched.signature(), made.material.signature());
}

#[test]
fn servers_that_are_down_are_passed_over() {
    let bed = TestBed::new();
    let server = KeyServer::new();
    let listener = listen(&bed, &server);
    let manager = bed.key_manager(&[closed_port(), listener.port()]);
    manager.create_key("pure01").unwrap();
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
        manager.fetch_key("17", "pure01"),
        Ok(FetchedKey::Active(_))
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

#[test]
fn a_create_that_was_not_answered_is_not_repeated() {
    for operation in [Operation::Create, Operation::Activate, Operation::Get] {
        let bed = TestBed::new();
        let spoilt = lost(operation);
        let first = listen(&bed, &spoilt);
        // Two URIs of one key manager: what the first did, the second knows.
        let whole = KeyServer {
            cut: Vec::new(),
            ..spoilt.clone()
        };
        let second = listen(&bed, &whole);
        let alone = bed.key_manager(&[first.port()]);
        alone.create_key("pure01").unwrap_err();
        assert_eq!(spoilt.keys.lock().unwrap().len(), 1, "{operation}");
        let both = bed.key_manager(&[second.port(), first.port()]);
        both.create_key("pure01").unwrap();
        assert_eq!(states(&whole), [State::Active], "{operation}");
        assert_eq!(asked(&whole, Operation::Create), 1, "{operation}");
    }
}

#[test]
fn a_create_that_was_not_answered_is_found_at_the_next_uri() {
    let bed = TestBed::new();
    let spoilt = lost(Operation::Create);
    let whole = KeyServer {
        cut: Vec::new(),
        ..spoilt.clone()
    };
    let (first, second) = (listen(&bed, &spoilt), listen(&bed, &whole));
    bed.key_manager(&[first.port(), second.port()])
        .create_key("pure01")
        .unwrap();
    assert_eq!(states(&whole), [State::Active]);
    assert_eq!(asked(&whole, Operation::Create), 1);
}

#[test]
fn a_key_that_is_of_no_use_is_not_taken() {
    for state in [State::Deactivated, State::Compromised] {
        let bed = TestBed::new();
        let server = KeyServer::holding(&Key { state, ..key() });
        let listener = listen(&bed, &server);
        let error = bed
            .key_manager(&[listener.port()])
            .create_key("pure01")
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "localhost:{}: Locate: there is a key pure01 (17) already, and it is {state}. \
                 Destroy it on the key manager, and try again.",
                listener.port()
            )
        );
    }
}

#[test]
fn destroyed_keys_do_not_count() {
    let bed = TestBed::new();
    let server = KeyServer::holding(&Key {
        state: State::Destroyed,
        ..key()
    });
    let listener = listen(&bed, &server);
    let manager = bed.key_manager(&[listener.port()]);
    assert_eq!(manager.find_key("pure01").unwrap(), None);
    manager.create_key("pure01").unwrap();
    assert_eq!(states(&server), [State::Destroyed, State::Active]);
}

#[test]
fn of_several_keys_none_is_taken() {
    let bed = TestBed::new();
    let server = KeyServer::holding(&key());
    server.keys.lock().unwrap().push(Key {
        id: "18".to_owned(),
        ..key()
    });
    let listener = listen(&bed, &server);
    let error = bed
        .key_manager(&[listener.port()])
        .create_key("pure01")
        .unwrap_err();
    assert!(
        error.to_string().contains("several keys pure01 (17, 18)"),
        "{error}"
    );
    assert_eq!(asked(&server, Operation::Create), 0);
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
        let (first, second) = (listen(&bed, &server), listen(&bed, &right));
        let manager = bed.key_manager(&[first.port(), second.port()]);
        let fetched = manager.fetch_key("17", "pure01").unwrap();
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
    let (one, two) = (listen(&bed, &first), listen(&bed, &second));
    let both = bed.key_manager(&[one.port(), two.port()]);
    assert!(matches!(
        both.fetch_key("17", "pure01"),
        Ok(FetchedKey::Absent)
    ));
    let down = bed.key_manager(&[one.port(), closed_port()]);
    let unknown: Result<_, KeyManagerError> = down.fetch_key("17", "pure01");
    assert_eq!(unknown.unwrap_err().attempts.len(), 2);
}

#[test]
fn keys_are_deactivated_and_destroyed() {
    for state in [State::PreActive, State::Active, State::Deactivated] {
        let bed = TestBed::new();
        let server = KeyServer::holding(&Key { state, ..key() });
        let listener = listen(&bed, &server);
        let manager = bed.key_manager(&[listener.port()]);
        manager.destroy_key("17").unwrap();
        assert_eq!(states(&server), [State::Destroyed]);
        manager.destroy_key("17").unwrap();
        manager.destroy_key("18").unwrap();
        assert_eq!(asked(&server, Operation::Destroy), 1);
    }
}

#[test]
fn what_the_server_refuses_is_told() {
    let bed = TestBed::new();
    let mut server = KeyServer::holding(&key());
    server.refused = vec![(
        Operation::Destroy,
        ResultReason::PermissionDenied,
        "Not yours.",
    )];
    let listener = listen(&bed, &server);
    let error = bed
        .key_manager(&[listener.port()])
        .destroy_key("17")
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "localhost:{}: Destroy: refused, Permission Denied (Not yours). Allow the app this \
             operation on the key manager.",
            listener.port()
        )
    );
}
