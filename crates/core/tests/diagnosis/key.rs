//! Faults of the key that the array is sealed with.

use pure_core::kmip_server::ServerTest;
use pure_kmip::enums::{Operation, ResultReason, State};
use pure_testing::kmip::{Key, KeyServer};
use pure_testing::{ClientAuthentication, Listener, closed_port, server_config};
use rustls::version::TLS13;

use crate::bench::{Bench, key};

/// A listener that does as `server`.
fn listen(bench: &Bench, server: KeyServer) -> Listener {
    let leaf = bench.authority.server(|_| {});
    let config = server_config(&TLS13, &leaf, ClientAuthentication::Any);
    Listener::tls(config, move |stream| server.serve(stream))
}

/// What the test says when the key manager has the array's key as `change` leaves it.
fn test(change: impl FnOnce(&mut Key)) -> String {
    let bench = Bench::sealed_with(&key());
    let mut held = key();
    change(&mut held);
    bench.test(listen(&bench, KeyServer::holding(&held)).port())
}

#[test]
fn the_right_key() {
    assert_eq!(test(|_| {}), "OK");
}

#[test]
fn not_found() {
    let bench = Bench::sealed_with(&key());
    assert_eq!(
        bench.test(listen(&bench, KeyServer::new()).port()),
        "FAILED Get Attributes: no matching key: the key manager has no key pure01 (17). Restore \
         it on the key manager from a backup."
    );
}

#[test]
fn another_key_under_the_same_name() {
    assert_eq!(
        test(|key| key.id = "18".to_owned()),
        "FAILED Get Attributes: no matching key: the key manager has no key pure01 (17), but \
         another of that name (18). Restore it on the key manager from a backup."
    );
}

#[test]
fn pre_active() {
    assert_eq!(
        test(|key| key.state = State::PreActive),
        "FAILED Get Attributes: no matching key: key pure01 (17) is Pre-Active. Activate it on the \
         key manager."
    );
}

#[test]
fn deactivated() {
    assert_eq!(
        test(|key| key.state = State::Deactivated),
        "FAILED Get Attributes: no matching key: key pure01 (17) is Deactivated. It does not \
         become Active again; while the array runs, copy its data away."
    );
}

#[test]
fn compromised() {
    assert_eq!(
        test(|key| key.state = State::Compromised),
        "FAILED Get Attributes: no matching key: key pure01 (17) is Compromised. It does not \
         become Active again; while the array runs, copy its data away."
    );
}

#[test]
fn destroyed() {
    assert_eq!(
        test(|key| key.state = State::Destroyed),
        "FAILED Get Attributes: no matching key: key pure01 (17) is Destroyed. Restore it on the \
         key manager from a backup."
    );
}

#[test]
fn not_exportable() {
    for reason in [ResultReason::Sensitive, ResultReason::NotExtractable] {
        let bench = Bench::sealed_with(&key());
        let mut server = KeyServer::holding(&key());
        server.refused = vec![(Operation::Get, reason, "")];
        assert_eq!(
            bench.test(listen(&bench, server).port()),
            "FAILED Get: the key manager does not hand out key pure01 (17). Make the key \
             exportable on the key manager."
        );
    }
}

#[test]
fn permission_denied() {
    let bench = Bench::sealed_with(&key());
    let mut server = KeyServer::holding(&key());
    let refused = (
        Operation::Get,
        ResultReason::PermissionDenied,
        "Could not locate object",
    );
    server.refused = vec![refused];
    assert_eq!(
        bench.test(listen(&bench, server).port()),
        "FAILED Get: refused, Permission Denied (Could not locate object). Allow the app this \
         operation on the key manager."
    );
}

#[test]
fn other_material_under_the_same_name() {
    assert_eq!(
        test(|key| key.material = vec![0x5A; 32]),
        "FAILED Signature: no matching key: key pure01 (17) has other material than the array was \
         locked with. Restore the key on the key manager from a backup."
    );
}

#[test]
fn material_of_another_length() {
    assert_eq!(
        test(|key| key.material = vec![0xA5; 16]),
        "FAILED Get: no matching key: the key is 128 bits long, and the array's is 256, in key \
         pure01 (17). Restore the key on the key manager from a backup."
    );
}

/// The details of each URI, and the summary, with the ports written as letters.
fn said(test: &ServerTest, ports: &[u16]) -> (Vec<String>, Option<String>) {
    let lettered = |text: String| {
        ports.iter().zip('a'..).fold(text, |text, (port, letter)| {
            text.replace(&port.to_string(), &letter.to_string())
        })
    };
    let details = test
        .results
        .iter()
        .map(|result| lettered(result.details()))
        .collect();
    (details, test.summary().map(lettered))
}

const REFUSED: &str = "TCP connection: connection refused. Start the key manager, or correct the \
    URI with purekmip setattr.";

#[test]
fn one_of_two_servers_down() {
    let bench = Bench::sealed_with(&key());
    let up = listen(&bench, KeyServer::holding(&key()));
    let ports = [closed_port(), up.port()];
    let test = bench.test_all(&ports);
    assert!(!test.is_ok());
    let (details, summary) = said(&test, &ports);
    assert_eq!(details, [REFUSED, ""]);
    assert_eq!(
        summary.unwrap(),
        format!(
            "The array can still be unlocked with KMIP server {}, by localhost:b.",
            "kmip-a"
        )
    );
}

#[test]
fn all_servers_down() {
    let bench = Bench::sealed_with(&key());
    let ports = [closed_port(), closed_port()];
    let (details, summary) = said(&bench.test_all(&ports), &ports);
    assert_eq!(details, [REFUSED, REFUSED]);
    assert_eq!(
        summary.unwrap(),
        "The array could not be unlocked with KMIP server kmip-a: do not let it lose power before \
         this is mended."
    );
}

#[test]
fn servers_down_without_a_token() {
    let bench = Bench::new();
    let up = listen(&bench, KeyServer::new());
    let ports = [closed_port(), up.port()];
    let (_, summary) = said(&bench.test_all(&ports), &ports);
    assert_eq!(
        summary.unwrap(),
        "KMIP server kmip-a can still be used, by localhost:b."
    );
    let alone = [closed_port()];
    assert_eq!(
        bench.test_all(&alone).summary(),
        None,
        "the row says it all"
    );
}

#[test]
fn servers_that_disagree_about_the_key() {
    let bench = Bench::sealed_with(&key());
    let other = Key {
        material: vec![0x5A; 32],
        ..key()
    };
    let right = listen(&bench, KeyServer::holding(&key()));
    let wrong = listen(&bench, KeyServer::holding(&other));
    let ports = [right.port(), wrong.port()];
    let (details, summary) = said(&bench.test_all(&ports), &ports);
    assert_eq!(details[0], "");
    assert_eq!(
        details[1],
        "Signature: no matching key: key pure01 (17) has other material than the array was locked \
         with. Restore the key on the key manager from a backup. The key at localhost:a is the \
         right one: check that the key managers replicate."
    );
    assert_eq!(
        summary.unwrap(),
        "The array can still be unlocked with KMIP server kmip-a, by localhost:a."
    );
}

#[test]
fn the_first_server_that_knows_the_key_decides() {
    let bench = Bench::sealed_with(&key());
    let off = Key {
        state: State::Deactivated,
        ..key()
    };
    let deactivated = listen(&bench, KeyServer::holding(&off));
    let right = listen(&bench, KeyServer::holding(&key()));
    let behind = listen(&bench, KeyServer::new());
    let ports = [deactivated.port(), right.port()];
    let (_, summary) = said(&bench.test_all(&ports), &ports);
    assert!(
        summary
            .unwrap()
            .starts_with("The array could not be unlocked")
    );
    let ports = [behind.port(), right.port()];
    let (_, summary) = said(&bench.test_all(&ports), &ports);
    assert!(
        summary
            .unwrap()
            .starts_with("The array can still be unlocked")
    );
}
