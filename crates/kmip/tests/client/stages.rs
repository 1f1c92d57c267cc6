//! Each stage of a session has its deadline and its own error, and the facts tell how far it came.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use kmip::client::{
    Cause, Connection, Deadlines, Endpoint, NotTls, SessionFacts, Stage, TlsIdentity, TlsSettings,
    TrustAnchors,
};
use rustls::AlertDescription;

use crate::authority::{Authority, NOW};
use crate::server::{Server, VERSIONS, config};
use crate::{PATIENCE, SHORT, open, settings, times_out};

/// Waits until the client gives up.
fn wait(mut tcp: TcpStream) {
    let _ = std::io::copy(&mut tcp, &mut std::io::sink());
}

#[test]
fn a_name_that_does_not_resolve() {
    let endpoint: Endpoint = "no-such-host.invalid:5696".parse().unwrap();
    let error = open(&endpoint, &settings(&Authority::plain(), None)).unwrap_err();
    assert_eq!(error.stage, Stage::Resolve);
    assert!(matches!(error.cause, Cause::NoAddress), "{error}");
}

#[test]
fn nothing_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let endpoint: Endpoint = format!("127.0.0.1:{port}").parse().unwrap();
    let error = open(&endpoint, &settings(&Authority::plain(), None)).unwrap_err();
    assert_eq!(error.stage, Stage::Connect);
    assert!(matches!(error.cause, Cause::Refused), "{error}");
}

#[test]
fn every_address_of_a_name_is_tried() {
    // localhost has ::1 as well, where this server does not listen.
    let root = Authority::plain();
    let server = Server::tls(config(&root.server(|_| {}), VERSIONS[1], None), |_| Ok(()));
    let connection = open(&server.endpoint_at("localhost"), &settings(&root, None)).unwrap();
    assert!(connection.facts().address.unwrap().ip().is_loopback());
}

#[test]
fn silence_instead_of_a_handshake() {
    let server = Server::tcp(wait);
    let deadlines = Deadlines {
        handshake: SHORT,
        ..PATIENCE
    };
    let settings = settings(&Authority::plain(), None);
    let open = || Connection::open(&server.endpoint(), &settings, &deadlines);
    assert_eq!(times_out(open).stage, Stage::Handshake);
}

#[test]
fn a_handshake_that_drips() {
    // A record of TLS that grows by a byte every 20 milliseconds, and never ends.
    let server = Server::tcp(|mut tcp| {
        let _ = tcp.write_all(&[0x16, 0x03, 0x03, 0x3F, 0xFF]);
        while tcp.write_all(&[0x02]).is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let deadlines = Deadlines {
        handshake: SHORT,
        ..PATIENCE
    };
    let settings = settings(&Authority::plain(), None);
    let open = || Connection::open(&server.endpoint(), &settings, &deadlines);
    assert_eq!(times_out(open).stage, Stage::Handshake);
}

#[test]
fn the_whole_session_has_a_deadline_too() {
    let server = Server::tcp(wait);
    let deadlines = Deadlines {
        whole: SHORT,
        ..PATIENCE
    };
    let settings = settings(&Authority::plain(), None);
    let open = || Connection::open(&server.endpoint(), &settings, &deadlines);
    assert_eq!(times_out(open).stage, Stage::Handshake);
}

#[test]
fn deadlines_can_be_as_long_as_durations_are() {
    let root = Authority::plain();
    let server = Server::tls(config(&root.server(|_| {}), VERSIONS[1], None), |_| Ok(()));
    let deadlines = Deadlines::of(Duration::MAX, Duration::MAX);
    assert!(Connection::open(&server.endpoint(), &settings(&root, None), &deadlines).is_ok());
}

#[test]
fn a_peer_that_closes_at_once() {
    let server = Server::tcp(drop);
    let error = open(&server.endpoint(), &settings(&Authority::plain(), None)).unwrap_err();
    assert_eq!(error.stage, Stage::Handshake);
    assert!(matches!(error.cause, Cause::Closed), "{error}");
}

#[test]
fn a_peer_that_speaks_something_else() {
    for (banner, expected) in [
        ("HTTP/1.1 400 Bad Request\r\n\r\n", NotTls::Http),
        ("SSH-2.0-OpenSSH_9.2\r\n", NotTls::Ssh),
        ("220 mail.example.com ESMTP\r\n", NotTls::Other),
    ] {
        let server = Server::tcp(move |mut tcp| {
            let mut hello = [0; 64];
            let _ = tcp.read(&mut hello);
            let _ = tcp.write_all(banner.as_bytes());
            wait(tcp);
        });
        let error = open(&server.endpoint(), &settings(&Authority::plain(), None)).unwrap_err();
        assert_eq!(error.stage, Stage::Handshake);
        assert!(
            matches!(error.cause, Cause::NotTls(seen) if seen == expected),
            "{error}"
        );
    }
}

#[test]
fn the_facts_of_a_session() {
    let root = Authority::plain();
    let leaf = root.intermediate("Intermediate", |_| {}).server(|_| {});
    for (version, named) in VERSIONS.into_iter().zip(["TLS 1.2", "TLS 1.3"]) {
        let server = Server::tls(config(&leaf, version, None), |_| Ok(()));
        let connection = open(&server.endpoint(), &settings(&root, None)).unwrap();
        let facts = connection.facts();
        assert_eq!(facts.address.unwrap().port(), server.endpoint().port());
        assert_eq!(facts.tls_version.as_deref(), Some(named));
        let suite = facts.cipher_suite.as_deref().unwrap();
        assert!(suite.starts_with("TLS") && suite.contains("_WITH_") == (named == "TLS 1.2"));
        let chain: Vec<_> = leaf.chain.iter().map(|der| der.to_vec()).collect();
        assert_eq!(facts.server_chain, chain);
        let certificate = facts.server_certificate().unwrap();
        assert_eq!(certificate.subject, "CN=localhost");
        assert_eq!(certificate.issuer, "CN=Intermediate");
        assert_eq!(
            certificate.alternative_names,
            Some(vec!["localhost".to_owned()])
        );
        let stages: Vec<_> = facts.times.iter().map(|(stage, _)| *stage).collect();
        assert_eq!(stages, [Stage::Resolve, Stage::Connect, Stage::Handshake]);
    }
}

#[test]
fn the_facts_of_a_session_that_failed() {
    let server = Server::tls(
        config(&Authority::plain().server(|_| {}), VERSIONS[1], None),
        |_| Ok(()),
    );
    let mut facts = SessionFacts::default();
    let settings = settings(&Authority::root("Other", |_| {}), None);
    let opened = Connection::open_with(&server.endpoint(), &settings, &PATIENCE, &mut facts);
    assert!(matches!(opened.unwrap_err().cause, Cause::Trust(_)));
    assert!(facts.address.is_some());
    assert_eq!(facts.times.last().unwrap().0, Stage::Handshake);
}

/// The stage and the alert with which a server that takes clients of `root` refuses this client.
fn refusal(root: &Authority, client: &TlsSettings, tls: usize) -> (Stage, AlertDescription) {
    let config = config(&root.server(|_| {}), VERSIONS[tls], Some(root.der()));
    let server = Server::tls(config, |stream| stream.read_exact(&mut [0]));
    let error = match open(&server.endpoint(), client) {
        Ok(mut connection) => connection.discover_versions().unwrap_err(),
        Err(error) => error,
    };
    match error.cause {
        Cause::Alert(alert) => (error.stage, alert),
        cause => panic!("{}: {cause:?}", error.stage),
    }
}

#[test]
fn a_client_without_a_certificate() {
    let root = Authority::plain();
    let client = settings(&root, None);
    let alert = AlertDescription::CertificateRequired;
    assert_eq!(refusal(&root, &client, 0), (Stage::Handshake, alert));
    assert_eq!(refusal(&root, &client, 1), (Stage::FirstRead, alert));
}

#[test]
fn a_client_of_a_ca_that_the_server_does_not_know() {
    let root = Authority::plain();
    let stranger = Authority::root("Other", |_| {}).client();
    let client = settings(&root, Some(&stranger));
    let alert = AlertDescription::UnknownCA;
    assert_eq!(refusal(&root, &client, 0), (Stage::Handshake, alert));
    assert_eq!(refusal(&root, &client, 1), (Stage::FirstRead, alert));
}

#[test]
fn a_client_whose_certificate_the_server_takes() {
    let root = Authority::plain();
    for version in VERSIONS {
        let config = config(&root.server(|_| {}), version, Some(root.der()));
        let server = Server::tls(config, |stream| {
            assert!(stream.conn.peer_certificates().is_some());
            Ok(())
        });
        let client = settings(&root, Some(&root.client()));
        let mut connection = open(&server.endpoint(), &client).unwrap();
        // It was let in, and found nobody to talk to.
        let error = connection.discover_versions().unwrap_err();
        assert!(matches!(error.cause, Cause::Closed), "{error}");
        assert_eq!(error.stage, Stage::FirstRead);
    }
}

#[test]
fn a_key_that_is_not_the_certificates() {
    let root = Authority::plain();
    let (one, other) = (root.client(), root.client());
    let anchors = TrustAnchors::Configured(vec![root.der()]);
    for (key, expected) in [
        (other.key_der(), "KeyMismatch"),
        (b"no key".to_vec(), "failed to parse private key"),
    ] {
        let identity = TlsIdentity {
            chain: one.chain.clone(),
            key: key.into(),
        };
        let client = TlsSettings::new(anchors.clone(), Some(identity), NOW);
        let server = Server::tcp(wait);
        let error = open(&server.endpoint(), &client).unwrap_err();
        assert_eq!(error.stage, Stage::Handshake);
        let text = error.to_string();
        assert!(text.contains("client's certificate and key"), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}
