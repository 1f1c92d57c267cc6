//! Changing a KMIP server that the array is sealed with: tested first, refused when it would lock
//! the array out.

use pure_core::certificate;
use pure_core::kmip_server::{self, Change, Changed, KmipServerError, Uri, Uris};
use pure_kmip::enums::State;
use pure_testing::kmip::{Key, KeyServer};
use pure_testing::{Authority, ClientAuthentication, Listener, closed_port, server_config};
use rustls::version::TLS13;

use crate::bench::{Bench, UUID, import, key, name};

/// An array sealed with [`key`] on the KMIP server `k` at `port`.
fn sealed(port: u16) -> Bench {
    let bench = Bench::sealed_with(&key());
    let sealed = bench.sealed.as_ref().unwrap();
    let server = bench.server_named("k", &[port]);
    let store = bench.array.store();
    let insert = "INSERT INTO token (one, kind, kmip_server, key_id, key_name, signature)
                  VALUES (1, 'KMIP', ?1, ?2, ?3, ?4)";
    let values = (
        server.id.0,
        &sealed.id,
        &sealed.name,
        sealed.signature.to_string(),
    );
    store
        .read(|db| db.execute(insert, values).map_err(|e| store.error(e)))
        .unwrap();
    bench
}

fn listen(bench: &Bench, held: &Key) -> Listener {
    let leaf = bench.authority.server(|_| {});
    let config = server_config(&TLS13, &leaf, ClientAuthentication::Any);
    let server = KeyServer::holding(held);
    Listener::tls(config, move |stream| server.serve(stream))
}

fn uris(ports: &[u16]) -> Change {
    let uris = ports
        .iter()
        .map(|port| format!("localhost:{port}").parse().unwrap());
    let uris = Uris::try_from(uris.collect::<Vec<Uri>>()).unwrap();
    Change {
        uris: Some(uris),
        ..Change::default()
    }
}

fn change(bench: &Bench, change: &Change, force: bool) -> Result<Changed, KmipServerError> {
    kmip_server::change(&bench.array, &name("k"), change, force)
}

fn ports(bench: &Bench) -> Vec<u16> {
    let found = bench
        .array
        .store()
        .read(|db| kmip_server::find(db, &name("k")))
        .unwrap();
    found.uris.iter().map(Uri::port).collect()
}

#[test]
fn a_uri_without_the_key_is_refused_unless_forced() {
    let old = closed_port();
    let bench = sealed(old);
    let new = listen(
        &bench,
        &Key {
            state: State::Deactivated,
            ..key()
        },
    );
    let refused = change(&bench, &uris(&[new.port()]), false).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!(
            "The array is locked with a key on this KMIP server, and could not be unlocked after \
             this change. localhost:{}: Get Attributes: no matching key: key pure01 (17) is \
             Deactivated. It does not become Active again; while the array runs, copy its data \
             away. Nothing was changed; --force changes it all the same.",
            new.port()
        )
    );
    assert_eq!(ports(&bench), [old]);
    let forced = change(&bench, &uris(&[new.port()]), true).unwrap();
    assert!(forced.test.is_none());
    assert_eq!(ports(&bench), [new.port()]);
}

#[test]
fn a_uri_with_the_key_is_taken() {
    let bench = sealed(closed_port());
    let new = listen(&bench, &key());
    let down = closed_port();
    let changed = change(&bench, &uris(&[down, new.port()]), false).unwrap();
    assert_eq!(ports(&bench), [down, new.port()]);
    let results = changed.test.unwrap().results;
    assert!(results[0].verdict.is_err() && results[1].verdict.is_ok());
}

#[test]
fn a_ca_that_the_key_manager_does_not_chain_to_is_refused() {
    let bench = sealed(closed_port());
    let new = listen(&bench, &key());
    change(&bench, &uris(&[new.port()]), false).unwrap();
    let other = Some(Authority::root("Other root").pem().parse().unwrap());
    let wish = Change {
        ca_certificate: other,
        ..Change::default()
    };
    let refused = change(&bench, &wish, false).unwrap_err().to_string();
    assert!(
        refused.contains("which is not the CA configured (CN=Other root)"),
        "{refused}"
    );
    let kept = bench
        .array
        .store()
        .read(|db| kmip_server::find(db, &name("k")))
        .unwrap();
    assert_eq!(
        kept.ca_certificate.unwrap().as_pem(),
        bench.authority.pem().trim()
    );
}

#[test]
fn without_the_token_nothing_is_tested() {
    let bench = Bench::new();
    bench.server_named("k", &[closed_port()]);
    import(
        &bench.array,
        "cert_3",
        &Authority::root("client CA").client(UUID, |_| {}),
    );
    let new = closed_port();
    let wish = Change {
        certificate: Some(name("CERT_3")),
        ..uris(&[new])
    };
    let changed = change(&bench, &wish, false).unwrap();
    assert!(changed.test.is_none());
    assert_eq!(changed.server.certificate.as_str(), "cert_3");
    assert_eq!(ports(&bench), [new]);
    let used = certificate::delete(&bench.array, &name("cert_3"));
    assert!(used.is_err(), "the KMIP server uses it now");
    certificate::delete(&bench.array, &name("cert_2")).unwrap();
}

#[test]
fn what_does_not_exist_is_told() {
    let bench = Bench::new();
    let missing = change(&bench, &Change::default(), false).unwrap_err();
    assert_eq!(missing.to_string(), "KMIP server does not exist.");
    bench.server_named("k", &[closed_port()]);
    let wish = Change {
        certificate: Some(name("cert_9")),
        ..Change::default()
    };
    let missing = change(&bench, &wish, false).unwrap_err();
    assert_eq!(missing.subject().unwrap().as_str(), "cert_9");
    let early = kmip_server::require_changeable(&bench.array, &name("k"), Some(&name("cert_9")));
    assert!(matches!(early, Err(KmipServerError::Certificate { .. })));
}
