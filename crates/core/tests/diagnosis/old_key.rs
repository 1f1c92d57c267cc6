//! A key that is no longer used, on a key manager that keeps no attributes: it is known by its signature
//! alone, and what is not shown to be the array's is left.

use std::sync::{Arc, Mutex};

use kmip::enums::{Operation, ResultReason, State};
use pure_core::Notice;
use pure_core::operation::{OldKey, TokenSource};
use pure_testing::kmip::{KeyServer, Misbehaviour};
use pure_testing::{ClientAuthentication, Listener, server_config};
use rustls::version::TLS13;

use crate::common::name;
use crate::test_bed::{TestBed, told};

/// What becomes of the key of a token that was disabled while the key manager refused Destroy, once it is as
/// `change` leaves it: why it is left when the KMIP server is deleted, or `OK`, and the key's state.
fn given_up(change: impl FnOnce(&mut KeyServer)) -> (String, State) {
    let bed = TestBed::new();
    let server = KeyServer {
        refused: vec![(Operation::Destroy, ResultReason::PermissionDenied, "")],
        ..KeyServer::with(Misbehaviour::DropsAttributes)
    };
    let keys = Arc::clone(&server.keys);
    let current = Arc::new(Mutex::new(server));
    let config = server_config(
        &TLS13,
        &bed.authority.server(|_| {}),
        ClientAuthentication::Any,
    );
    let shown = Arc::clone(&current);
    let listener = Listener::tls(config, move |stream| {
        let server = shown.lock().unwrap().clone();
        server.serve(stream)
    });
    let server = bed.server(&[listener.port()]);
    bed.array.enable_token(TokenSource::Kmip(server)).unwrap();
    bed.array.disable_token(OldKey::Destroy).unwrap();
    {
        let mut server = current.lock().unwrap();
        server.refused.clear();
        change(&mut server);
    }
    let server = name(&format!("kmip-{}", listener.port()));
    bed.home.notices();
    let given_up = bed.array.delete_kmip_server(&server, false);
    let state = keys.lock().unwrap()[0].state;
    let reason = match &bed.home.notices()[..] {
        [] => "OK".to_owned(),
        [Notice::KeyLeft { reason, .. }] => told(reason),
        notices => panic!("{notices:?}"),
    };
    assert_eq!(given_up.is_ok(), reason == "OK");
    (reason, state)
}

#[test]
fn it_is_destroyed_when_it_gives_its_signature() {
    assert_eq!(given_up(|_| {}), ("OK".to_owned(), State::Destroyed));
}

#[test]
fn it_is_left_when_it_gives_another() {
    let (told, state) = given_up(|server| {
        server.keys.lock().unwrap()[0].material = vec![2; 32];
    });
    assert!(told.contains("is not shown to be the array's"), "{told}");
    assert_ne!(state, State::Destroyed);
}

/// A key manager that refuses the material says nothing of the key; one that does not respond is told of.
#[test]
fn it_is_left_when_it_does_not_tell() {
    let (told, state) = given_up(|server| {
        server.refused = vec![(Operation::Get, ResultReason::PermissionDenied, "")];
    });
    assert!(told.contains("is not shown to be the array's"), "{told}");
    assert_ne!(state, State::Destroyed);
    let (told, state) = given_up(|server| server.cut = vec![Operation::Get]);
    assert!(told.contains("closed the connection"), "{told}");
    assert_ne!(state, State::Destroyed);
}
