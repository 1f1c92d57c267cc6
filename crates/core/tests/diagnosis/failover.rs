//! The key manager in use: failover, keys created once, keys destroyed.

use std::time::{Duration, Instant};

use pure_core::kmip_server::{FetchedKey, KeyManagerError};
use pure_kmip::client::Deadlines;
use pure_kmip::enums::{Operation, ResultReason, State};
use pure_testing::kmip::{Key, KeyServer};
use pure_testing::{ClientAuthentication, Listener, closed_port, server_config};
use rustls::version::TLS13;

use crate::bench::{Bench, key};
use crate::full_queue::FullQueue;

fn listen(bench: &Bench, server: &KeyServer) -> Listener {
    let leaf = bench.authority.server(|_| {});
    let config = server_config(&TLS13, &leaf, ClientAuthentication::Any);
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
    let bench = Bench::new();
    let server = KeyServer::new();
    let listener = listen(&bench, &server);
    let manager = bench.key_manager(&[listener.port()]);
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
    let bench = Bench::new();
    let server = KeyServer::new();
    let listener = listen(&bench, &server);
    let manager = bench.key_manager(&[closed_port(), listener.port()]);
    manager.create_key("pure01").unwrap();
    assert_eq!(states(&server), [State::Active]);
}

#[test]
fn a_silent_server_costs_its_deadline_and_no_more() {
    let second = Duration::from_secs(1);
    let deadlines = Deadlines::of(second, 30 * second);
    let bench = Bench {
        host: "127.0.0.1",
        deadlines,
        ..Bench::new()
    };
    let server = KeyServer::holding(&key());
    let listener = listen(&bench, &server);
    let full = FullQueue::new();
    let manager = bench.key_manager(&[full.port(), listener.port()]);
    let begin = Instant::now();
    assert!(matches!(
        manager.fetch_key("17", "pure01"),
        Ok(FetchedKey::Active(_))
    ));
    let took = begin.elapsed();
    assert!(took >= second && took < 4 * second, "{took:?}");
}

/// The answer to `operation` is lost, once the server has done it.
fn lost(operation: Operation) -> KeyServer {
    KeyServer {
        cut: vec![operation],
        ..KeyServer::new()
    }
}

#[test]
fn a_create_that_was_not_answered_is_not_repeated() {
    for operation in [Operation::Create, Operation::Activate, Operation::Get] {
        let bench = Bench::new();
        let spoilt = lost(operation);
        let first = listen(&bench, &spoilt);
        // Two URIs of one key manager: what the first did, the second knows.
        let whole = KeyServer {
            cut: Vec::new(),
            ..spoilt.clone()
        };
        let second = listen(&bench, &whole);
        let alone = bench.key_manager(&[first.port()]);
        alone.create_key("pure01").unwrap_err();
        assert_eq!(spoilt.keys.lock().unwrap().len(), 1, "{operation}");
        let both = bench.key_manager(&[second.port(), first.port()]);
        both.create_key("pure01").unwrap();
        assert_eq!(states(&whole), [State::Active], "{operation}");
        assert_eq!(asked(&whole, Operation::Create), 1, "{operation}");
    }
}

#[test]
fn a_create_that_was_not_answered_is_found_at_the_next_uri() {
    let bench = Bench::new();
    let spoilt = lost(Operation::Create);
    let whole = KeyServer {
        cut: Vec::new(),
        ..spoilt.clone()
    };
    let (first, second) = (listen(&bench, &spoilt), listen(&bench, &whole));
    bench
        .key_manager(&[first.port(), second.port()])
        .create_key("pure01")
        .unwrap();
    assert_eq!(states(&whole), [State::Active]);
    assert_eq!(asked(&whole, Operation::Create), 1);
}

#[test]
fn a_key_that_is_of_no_use_is_not_taken() {
    for state in [State::Deactivated, State::Compromised] {
        let bench = Bench::new();
        let server = KeyServer::holding(&Key { state, ..key() });
        let listener = listen(&bench, &server);
        let error = bench
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
    let bench = Bench::new();
    let server = KeyServer::holding(&Key {
        state: State::Destroyed,
        ..key()
    });
    let listener = listen(&bench, &server);
    let manager = bench.key_manager(&[listener.port()]);
    assert_eq!(manager.find_key("pure01").unwrap(), None);
    manager.create_key("pure01").unwrap();
    assert_eq!(states(&server), [State::Destroyed, State::Active]);
}

#[test]
fn of_several_keys_none_is_taken() {
    let bench = Bench::new();
    let server = KeyServer::holding(&key());
    server.keys.lock().unwrap().push(Key {
        id: "18".to_owned(),
        ..key()
    });
    let listener = listen(&bench, &server);
    let error = bench
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
        let bench = Bench::new();
        let server = KeyServer::holding(&Key { state, ..key() });
        let right = KeyServer::holding(&key());
        let (first, second) = (listen(&bench, &server), listen(&bench, &right));
        let manager = bench.key_manager(&[first.port(), second.port()]);
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
            "the first answer decides"
        );
    }
}

#[test]
fn a_key_is_absent_when_every_server_says_so() {
    let bench = Bench::new();
    let (first, second) = (KeyServer::new(), KeyServer::new());
    let (one, two) = (listen(&bench, &first), listen(&bench, &second));
    let both = bench.key_manager(&[one.port(), two.port()]);
    assert!(matches!(
        both.fetch_key("17", "pure01"),
        Ok(FetchedKey::Absent)
    ));
    let down = bench.key_manager(&[one.port(), closed_port()]);
    let unknown: Result<_, KeyManagerError> = down.fetch_key("17", "pure01");
    assert_eq!(unknown.unwrap_err().attempts.len(), 2);
}

#[test]
fn keys_are_deactivated_and_destroyed() {
    for state in [State::PreActive, State::Active, State::Deactivated] {
        let bench = Bench::new();
        let server = KeyServer::holding(&Key { state, ..key() });
        let listener = listen(&bench, &server);
        let manager = bench.key_manager(&[listener.port()]);
        manager.destroy_key("17").unwrap();
        assert_eq!(states(&server), [State::Destroyed]);
        manager.destroy_key("17").unwrap();
        manager.destroy_key("18").unwrap();
        assert_eq!(asked(&server, Operation::Destroy), 1);
    }
}

#[test]
fn what_the_server_refuses_is_told() {
    let bench = Bench::new();
    let mut server = KeyServer::holding(&key());
    server.refused = vec![(
        Operation::Destroy,
        ResultReason::PermissionDenied,
        "Not yours.",
    )];
    let listener = listen(&bench, &server);
    let error = bench
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
