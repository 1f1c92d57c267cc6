//! Each stage of a session has its deadline and its own error, and the facts tell how far it came.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use kmip::client::{
    Alert, Cause, Connection, Deadlines, Endpoint, NotTls, SessionFacts, Stage, TlsIdentity,
    TlsSettings, TrustAnchors,
};
use pure_testing::{
    Authority, ClientAuthentication, Listener, TLS_VERSIONS, closed_port, server_config,
};

use crate::{
    AMPLE, NOW, SHORT, config, endpoint, endpoint_at, identity_of, open, provider, settings,
    times_out,
};

/// Waits until the client gives up.
fn wait(mut tcp: TcpStream) {
    let _ = std::io::copy(&mut tcp, &mut std::io::sink());
}

#[test]
fn a_name_that_does_not_resolve() {
    let endpoint: Endpoint = "no-such-host.invalid:5696".parse().unwrap();
    let error = open(&endpoint, &settings(&Authority::root("Root"), None)).unwrap_err();
    assert_eq!(error.stage, Stage::Resolve);
    assert!(matches!(error.cause, Cause::NoAddress), "{error}");
}

#[test]
fn nothing_listens() {
    let endpoint: Endpoint = format!("127.0.0.1:{}", closed_port()).parse().unwrap();
    let error = open(&endpoint, &settings(&Authority::root("Root"), None)).unwrap_err();
    assert_eq!(error.stage, Stage::Connect);
    assert!(matches!(error.cause, Cause::Refused), "{error}");
}

#[test]
fn every_address_of_a_name_is_tried() {
    // localhost has ::1 as well, where this server does not listen.
    let root = Authority::root("Root");
    let server = Listener::tls(config(TLS_VERSIONS[1], &root.server(|_| {})), |_| Ok(()));
    let connection = open(&endpoint_at(&server, "localhost"), &settings(&root, None)).unwrap();
    assert!(connection.facts().address.unwrap().ip().is_loopback());
}

#[test]
fn silence_instead_of_a_handshake() {
    let server = Listener::tcp(wait);
    let deadlines = AMPLE.with_handshake(SHORT);
    let settings = settings(&Authority::root("Root"), None);
    let open = || Connection::open(&endpoint(&server), &settings, &deadlines);
    assert_eq!(times_out(open).stage, Stage::Handshake);
}

#[test]
fn a_handshake_that_drips() {
    // A record of TLS that grows by a byte every 20 milliseconds, and never ends.
    let server = Listener::tcp(|mut tcp| {
        let _ = tcp.write_all(&[0x16, 0x03, 0x03, 0x3F, 0xFF]);
        while tcp.write_all(&[0x02]).is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let deadlines = AMPLE.with_handshake(SHORT);
    let settings = settings(&Authority::root("Root"), None);
    let open = || Connection::open(&endpoint(&server), &settings, &deadlines);
    assert_eq!(times_out(open).stage, Stage::Handshake);
}

#[test]
fn the_whole_session_has_a_deadline_too() {
    let server = Listener::tcp(wait);
    let deadlines = AMPLE.with_whole(SHORT);
    let settings = settings(&Authority::root("Root"), None);
    let open = || Connection::open(&endpoint(&server), &settings, &deadlines);
    assert_eq!(times_out(open).stage, Stage::Handshake);
}

#[test]
fn deadlines_can_be_as_long_as_durations_are() {
    let root = Authority::root("Root");
    let server = Listener::tls(config(TLS_VERSIONS[1], &root.server(|_| {})), |_| Ok(()));
    let deadlines = Deadlines::of(Duration::MAX, Duration::MAX);
    assert!(Connection::open(&endpoint(&server), &settings(&root, None), &deadlines).is_ok());
}

#[test]
fn a_peer_that_closes_at_once() {
    let server = Listener::tcp(drop);
    let error = open(
        &endpoint(&server),
        &settings(&Authority::root("Root"), None),
    )
    .unwrap_err();
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
        let server = Listener::tcp(move |mut tcp| {
            let mut hello = [0; 64];
            let _ = tcp.read(&mut hello);
            let _ = tcp.write_all(banner.as_bytes());
            wait(tcp);
        });
        let error = open(
            &endpoint(&server),
            &settings(&Authority::root("Root"), None),
        )
        .unwrap_err();
        assert_eq!(error.stage, Stage::Handshake);
        assert!(
            matches!(error.cause, Cause::NotTls(seen) if seen == expected),
            "{error}"
        );
    }
}

#[test]
fn the_facts_of_a_session() {
    let root = Authority::root("Root");
    let leaf = root.intermediate("Intermediate").server(|_| {});
    for (version, named) in TLS_VERSIONS.into_iter().zip(["TLS 1.2", "TLS 1.3"]) {
        let server = Listener::tls(config(version, &leaf), |_| Ok(()));
        let connection = open(&endpoint(&server), &settings(&root, None)).unwrap();
        let facts = connection.facts();
        assert_eq!(facts.address.unwrap().port(), endpoint(&server).port());
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
    let server = Listener::tls(
        config(TLS_VERSIONS[1], &Authority::root("Root").server(|_| {})),
        |_| Ok(()),
    );
    let mut facts = SessionFacts::default();
    let settings = settings(&Authority::root("Other"), None);
    let opened = Connection::open_with(&endpoint(&server), &settings, &AMPLE, &mut facts);
    assert!(matches!(opened.unwrap_err().cause, Cause::Trust(_)));
    assert!(facts.address.is_some());
    assert_eq!(facts.times.last().unwrap().0, Stage::Handshake);
}

/// The stage and the alert with which a server that takes clients of `root` refuses this client.
fn refusal(root: &Authority, client: &TlsSettings, tls: usize) -> (Stage, Alert) {
    let config = server_config(
        TLS_VERSIONS[tls],
        &root.server(|_| {}),
        ClientAuthentication::SignedBy(root.der()),
    );
    let server = Listener::tls(config, |stream| stream.read_exact(&mut [0]));
    let error = match open(&endpoint(&server), client) {
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
    let root = Authority::root("Root");
    let client = settings(&root, None);
    let alert = Alert::CertificateRequired;
    assert_eq!(refusal(&root, &client, 0), (Stage::Handshake, alert));
    assert_eq!(refusal(&root, &client, 1), (Stage::FirstRead, alert));
}

#[test]
fn a_client_of_a_ca_that_the_server_does_not_know() {
    let root = Authority::root("Root");
    let stranger = Authority::root("Other").client("client", |_| {});
    let client = settings(&root, Some(&stranger));
    let alert = Alert::UnknownCa;
    assert_eq!(refusal(&root, &client, 0), (Stage::Handshake, alert));
    assert_eq!(refusal(&root, &client, 1), (Stage::FirstRead, alert));
}

#[test]
fn a_client_whose_certificate_the_server_takes() {
    let root = Authority::root("Root");
    for version in TLS_VERSIONS {
        let config = server_config(
            version,
            &root.server(|_| {}),
            ClientAuthentication::SignedBy(root.der()),
        );
        let server = Listener::tls(config, |stream| {
            assert!(stream.conn.peer_certificates().is_some());
            Ok(())
        });
        let client = settings(&root, Some(&root.client("client", |_| {})));
        let mut connection = open(&endpoint(&server), &client).unwrap();
        // It was let in, and found nobody to talk to.
        let error = connection.discover_versions().unwrap_err();
        assert!(matches!(error.cause, Cause::Closed), "{error}");
        assert_eq!(error.stage, Stage::FirstRead);
    }
}

#[test]
fn a_key_that_is_not_the_certificates() {
    let root = Authority::root("Root");
    let (one, other) = (root.client("client", |_| {}), root.client("client", |_| {}));
    let anchors = TrustAnchors::Configured(vec![root.der()]);
    for (identity, expected) in [
        (
            identity_of(&other.with_chain(one.chain.clone())),
            "KeyMismatch",
        ),
        (
            TlsIdentity::new(one.chain.clone(), b"no key".to_vec()),
            "failed to parse private key",
        ),
    ] {
        let client = TlsSettings::new(provider(), anchors.clone(), NOW).with_identity(identity);
        let server = Listener::tcp(wait);
        let error = open(&endpoint(&server), &client).unwrap_err();
        assert_eq!(error.stage, Stage::Handshake);
        let text = error.to_string();
        assert!(text.contains("client's certificate and key"), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}
