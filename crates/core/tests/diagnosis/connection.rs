//! Faults on the way to a TLS connection.

use std::time::Duration;

use kmip::client::Deadlines;
use pure_testing::kmip::KeyServer;
use pure_testing::{ClientAuthentication, Listener, closed_port, server_config};
use rustls::version::{TLS12, TLS13};

use crate::full_queue::FullQueue;
use crate::openssl::OpenSsl;
use crate::test_bed::TestBed;

fn impatient() -> TestBed {
    let second = Duration::from_secs(1);
    TestBed {
        deadlines: Deadlines::of(second, 2 * second),
        ..TestBed::new()
    }
}

#[test]
fn all_is_well() {
    for version in [&TLS12, &TLS13] {
        let bed = TestBed::new();
        let leaf = bed.authority.server(|_| {});
        let server = KeyServer::new();
        let config = server_config(version, &leaf, ClientAuthentication::Any);
        let listener = Listener::tls(config, move |stream| server.serve(stream));
        assert_eq!(bed.test(listener.port()), "OK");
    }
}

#[test]
fn name_does_not_resolve() {
    let bed = TestBed {
        host: "kmip.invalid",
        ..TestBed::new()
    };
    assert_eq!(
        bed.test(5696),
        "FAILED Name resolution: kmip.invalid does not resolve. <CorrectHost>"
    );
}

#[test]
fn connection_refused() {
    assert_eq!(
        TestBed::new().test(closed_port()),
        "FAILED TCP connection: connection refused. <StartKeyManager>"
    );
}

#[test]
fn no_answer_to_the_connection() {
    let full = FullQueue::new();
    assert_eq!(
        TestBed {
            host: "127.0.0.1",
            ..impatient()
        }
        .test(full.port()),
        "FAILED TCP connection: no response within 1 seconds. Check the address, and the \
         firewalls on the way."
    );
}

#[test]
fn no_answer_to_the_handshake() {
    let silent = Listener::tcp(|stream| {
        std::thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    assert_eq!(
        impatient().test(silent.port()),
        "FAILED TLS handshake: no response to the TLS handshake within 1 seconds. Check that the \
         port is the one of the key manager's KMIP service."
    );
}

#[test]
fn peer_speaks_http() {
    let http = Listener::sending(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    assert_eq!(
        TestBed::new().test(http.port()),
        "FAILED TLS handshake: what listens there speaks HTTP, not TLS. <CorrectPort>"
    );
}

#[test]
fn peer_speaks_ssh() {
    let ssh = Listener::sending(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
    assert_eq!(
        TestBed::new().test(ssh.port()),
        "FAILED TLS handshake: what listens there speaks SSH, not TLS. <CorrectPort>"
    );
}

#[test]
fn peer_speaks_something_else() {
    let smtp = Listener::sending(b"220 mail.example ESMTP\r\n");
    assert_eq!(
        TestBed::new().test(smtp.port()),
        "FAILED TLS handshake: what listens there speaks another protocol, not TLS. <CorrectPort>"
    );
}

#[test]
fn peer_closes_at_once() {
    let closing = Listener::tcp(drop);
    assert_eq!(
        TestBed::new().test(closing.port()),
        "FAILED TLS handshake: the connection was closed during the TLS handshake. Check that the \
         port is the one of the key manager's KMIP service, and that it admits the array's address."
    );
}

#[test]
fn no_common_tls_version() {
    let bed = TestBed::new();
    let leaf = bed.authority.server(|_| {});
    let server = OpenSsl::start(&leaf, &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]);
    assert_eq!(
        bed.test(server.port()),
        "FAILED TLS handshake: the key manager speaks neither TLS 1.2 nor TLS 1.3. Enable one of \
         them there."
    );
}

const NO_CIPHER: &str = "FAILED TLS handshake: no cipher suite in common: the key manager offers only CBC or RSA key \
 exchange, and this array speaks AEAD suites with ECDHE only. A real array may well connect; \
 enable ECDHE with AES-GCM on the key manager.";

#[test]
fn server_offers_only_cbc() {
    let bed = TestBed::new();
    let leaf = bed.authority.server(|_| {});
    let server = OpenSsl::start(&leaf, &["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"]);
    assert_eq!(bed.test(server.port()), NO_CIPHER);
}

#[test]
fn server_offers_only_rsa_key_exchange() {
    let bed = TestBed::new();
    let leaf = bed.authority.rsa_server();
    let server = OpenSsl::start(&leaf, &["-tls1_2", "-cipher", "AES128-GCM-SHA256"]);
    assert_eq!(bed.test(server.port()), NO_CIPHER);
}
