//! Changing a KMIP server that the array is sealed with: tested first, refused when it would lock
//! the array out.

use kmip::enums::State;
use pure_core::kmip_server::{KmipServer, Uri, Uris};
use pure_core::operation::{KmipServerChange, TokenSource};
use pure_core::{ErrorKind, Notice, Result, Subject};
use pure_testing::kmip::{Key, KeyServer};
use pure_testing::{Authority, ClientAuthentication, Listener, closed_port, server_config};
use rustls::version::TLS13;

use crate::common::name;
use crate::test_bed::{TestBed, UUID, import, told};

/// An array sealed with a key on the KMIP server `k`, whose only URI is down by now; and that key.
fn sealed() -> (TestBed, Key) {
    let bed = TestBed::new();
    let server = KeyServer::new();
    let held = server.clone();
    let leaf = bed.authority.server(|_| {});
    let config = server_config(&TLS13, &leaf, ClientAuthentication::Any);
    let listener = Listener::tls(config, move |stream| server.serve(stream));
    let on = bed.server_named("k", &[listener.port()]);
    bed.array.enable_token(TokenSource::Kmip(on)).unwrap();
    let key = held.keys.lock().unwrap()[0].clone();
    assert_eq!(key.state, State::Active);
    (bed, key)
}

fn listen(bed: &TestBed, held: &Key) -> Listener {
    let leaf = bed.authority.server(|_| {});
    let config = server_config(&TLS13, &leaf, ClientAuthentication::Any);
    let server = KeyServer::holding(held);
    Listener::tls(config, move |stream| server.serve(stream))
}

fn uris(ports: &[u16]) -> KmipServerChange {
    let uris = ports
        .iter()
        .map(|port| format!("localhost:{port}").parse().unwrap());
    let uris = Uris::try_from(uris.collect::<Vec<Uri>>()).unwrap();
    KmipServerChange {
        uris: Some(uris),
        ..KmipServerChange::default()
    }
}

fn change(bed: &TestBed, change: &KmipServerChange, force: bool) -> Result<KmipServer> {
    bed.array.change_kmip_server(&name("k"), change, force)
}

fn ports(bed: &TestBed) -> Vec<u16> {
    let found = bed.array.kmip_server(&name("k")).unwrap();
    found.uris.iter().map(Uri::port).collect()
}

#[test]
fn a_uri_without_the_key_is_refused_unless_forced() {
    let (bed, key) = sealed();
    let old = ports(&bed);
    let (id, key_name) = (key.id.clone(), key.name.clone());
    let deactivated = Key {
        state: State::Deactivated,
        ..key
    };
    let new = listen(&bed, &deactivated);
    let refused = change(&bed, &uris(&[new.port()]), false).unwrap_err();
    assert_eq!(
        told(&refused.message()),
        format!(
            "The array is locked with a key on this KMIP server, and could not be unlocked after \
             this change. localhost:{}: Get Attributes: no matching key: key {key_name} ({id}) is \
             Deactivated. It does not become Active again; data can be copied away only \
             while the array is on. Nothing was changed. <ForceChange>",
            new.port()
        )
    );
    assert_eq!(refused.subject(), Some(&Subject::KmipServer(name("k"))));
    assert_eq!(ports(&bed), old);
    change(&bed, &uris(&[new.port()]), true).unwrap();
    assert_eq!(bed.home.notices(), [], "it is not tested");
    assert_eq!(ports(&bed), [new.port()]);
}

#[test]
fn a_uri_with_the_key_is_taken() {
    let (bed, key) = sealed();
    let new = listen(&bed, &key);
    let down = closed_port();
    change(&bed, &uris(&[down, new.port()]), false).unwrap();
    assert_eq!(ports(&bed), [down, new.port()]);
    let notices = bed.home.notices();
    let [Notice::Test(failed)] = notices.as_slice() else {
        panic!("{notices:?}")
    };
    let failed = told(failed);
    let begin = format!("localhost:{down}: TCP connection: connection refused.");
    assert!(failed.starts_with(&begin), "{failed}");
}

#[test]
fn a_ca_that_the_key_manager_does_not_chain_to_is_refused() {
    let (bed, key) = sealed();
    let new = listen(&bed, &key);
    change(&bed, &uris(&[new.port()]), false).unwrap();
    let other = Some(Authority::root("Other root").pem().parse().unwrap());
    let options = KmipServerChange {
        ca_certificate: other,
        ..KmipServerChange::default()
    };
    let refused = change(&bed, &options, false).unwrap_err().to_string();
    assert!(
        refused.contains("which is not the CA configured (CN=Other root)"),
        "{refused}"
    );
    let kept = bed.array.kmip_server(&name("k")).unwrap();
    assert_eq!(
        kept.ca_certificate.unwrap().as_pem(),
        bed.authority.pem().trim()
    );
}

#[test]
fn without_the_token_nothing_is_tested() {
    let bed = TestBed::new();
    bed.server_named("k", &[closed_port()]);
    import(
        &bed.array,
        "cert_3",
        &Authority::root("client CA").client(UUID, |_| {}),
    );
    let new = closed_port();
    let options = KmipServerChange {
        certificate: Some(name("CERT_3")),
        ..uris(&[new])
    };
    let changed = change(&bed, &options, false).unwrap();
    assert_eq!(bed.home.notices(), [], "nothing is tested");
    assert_eq!(changed.certificate.as_str(), "cert_3");
    assert_eq!(ports(&bed), [new]);
    let used = bed.array.delete_certificate(&name("cert_3"));
    assert_eq!(used.unwrap_err().kind(), ErrorKind::InUse);
    bed.array.delete_certificate(&name("cert_2")).unwrap();
}

#[test]
fn what_does_not_exist_is_told() {
    let bed = TestBed::new();
    let missing = change(&bed, &KmipServerChange::default(), false).unwrap_err();
    assert_eq!(missing.to_string(), "KMIP server does not exist.");
    bed.server_named("k", &[closed_port()]);
    let options = KmipServerChange {
        certificate: Some(name("cert_9")),
        ..KmipServerChange::default()
    };
    let missing = change(&bed, &options, false).unwrap_err();
    let certificate = Subject::Certificate(name("cert_9"));
    assert_eq!(missing.subject(), Some(&certificate));
    let early = bed
        .array
        .check_kmip_server_change(&name("k"), Some(&name("cert_9")))
        .unwrap_err();
    assert_eq!(early.subject(), Some(&certificate));
    assert_eq!(early.kind(), ErrorKind::NotFound);
}
