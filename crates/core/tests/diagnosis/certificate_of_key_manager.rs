//! Faults of the key manager's certificate.

use pure_testing::kmip::KeyServer;
use pure_testing::{Authority, ClientAuthentication, Leaf, Listener, end_at, named, server_config};
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, IsCa, date_time_ymd};
use rustls::version::{TLS12, TLS13};

use crate::test_bed::TestBed;

/// What the test says of a key manager with the certificate `leaf`: the same over both versions.
fn test(bed: &TestBed, leaf: &Leaf) -> String {
    let over = |version| {
        let server = KeyServer::new();
        let config = server_config(version, leaf, ClientAuthentication::Any);
        let listener = Listener::tls(config, move |stream| server.serve(stream));
        bed.test(listener.port())
    };
    let [old, new] = [&TLS12, &TLS13].map(over);
    assert_eq!(old, new);
    new
}

/// What the test says of a certificate of the configured CA, as `change` leaves it.
fn test_with(change: impl FnOnce(&mut CertificateParams)) -> String {
    let bed = TestBed::new();
    let leaf = bed.authority.server(change);
    test(&bed, &leaf)
}

#[test]
fn unknown_ca() {
    let leaf = Authority::root("Other root").server(|_| {});
    assert_eq!(
        test(&TestBed::new(), &leaf),
        "FAILED TLS handshake: the key manager's certificate was issued by CN=Other root, which \
         it did not send, and which is not the CA configured (CN=Acme root). \
         <SendIntermediatesOrConfigureCa>"
    );
}

#[test]
fn unknown_ca_with_an_intermediate() {
    let leaf = Authority::root("Other root")
        .intermediate("Other intermediate")
        .server(|_| {});
    assert_eq!(
        test(&TestBed::new(), &leaf),
        "FAILED TLS handshake: the key manager's certificate was issued by CN=Other intermediate, \
         whose chain does not end at the CA configured (CN=Acme root). <ConfigureEndOfChain>"
    );
}

#[test]
fn no_ca_configured() {
    let bed = TestBed {
        ca: None,
        ..TestBed::new()
    };
    let leaf = bed.authority.server(|_| {});
    assert_eq!(
        test(&bed, &leaf),
        "FAILED TLS handshake: the key manager's certificate was issued by CN=Acme root, which it \
         did not send, and which is not a CA of this system; no CA certificate is configured. \
         <SendIntermediatesOrConfigureCa>"
    );
}

#[test]
fn configured_ca_is_an_intermediate_without_its_root() {
    let mut bed = TestBed::new();
    let intermediate = bed.authority.intermediate("Acme intermediate");
    bed.ca = Some(intermediate.pem());
    assert_eq!(
        test(&bed, &intermediate.server(|_| {})),
        "FAILED TLS handshake: the configured CA certificate CN=Acme intermediate is an \
         intermediate, and its root CN=Acme root is not configured. <ConfigureRoot>"
    );
}

#[test]
fn configured_ca_is_an_intermediate_with_its_root() {
    let mut bed = TestBed::new();
    let intermediate = bed.authority.intermediate("Acme intermediate");
    bed.ca = Some(intermediate.pem() + &bed.authority.pem());
    assert_eq!(
        test(&bed, &intermediate.server(|_| {}).without_chain()),
        "OK"
    );
}

#[test]
fn server_sends_no_intermediate() {
    let bed = TestBed::new();
    let leaf = bed
        .authority
        .intermediate("Acme intermediate")
        .server(|_| {});
    assert_eq!(test(&bed, &leaf), "OK");
    assert_eq!(
        test(&bed, &leaf.without_chain()),
        "FAILED TLS handshake: the key manager's certificate was issued by CN=Acme intermediate, \
         which it did not send, and which is not the CA configured (CN=Acme root). \
         <SendIntermediatesOrConfigureCa>"
    );
}

#[test]
fn expired() {
    assert_eq!(
        test_with(|leaf| leaf.not_after = date_time_ymd(2020, 1, 1)),
        "FAILED TLS handshake: the key manager's certificate expired at 2020-01-01 00:00:00 UTC. \
         Renew it on the key manager."
    );
}

#[test]
fn not_yet_valid() {
    assert_eq!(
        test_with(|leaf| leaf.not_before = date_time_ymd(2200, 1, 1)),
        "FAILED TLS handshake: the key manager's certificate is not valid before 2200-01-01 \
         00:00:00 UTC, by the array's clock. Check NTP on the array."
    );
}

#[test]
fn other_names() {
    let leaf = |leaf: &mut CertificateParams| {
        leaf.subject_alt_names =
            CertificateParams::new(["kmip.acme.example".to_owned(), "192.0.2.1".to_owned()])
                .unwrap()
                .subject_alt_names;
    };
    assert_eq!(
        test_with(leaf),
        "FAILED TLS handshake: the key manager's certificate is for kmip.acme.example, 192.0.2.1, \
         and not for localhost. Use a name of the certificate in the URI, or add localhost to it \
         on the key manager."
    );
}

#[test]
fn no_san() {
    let leaf = |leaf: &mut CertificateParams| {
        leaf.subject_alt_names.clear();
        leaf.distinguished_name = named("localhost");
    };
    assert_eq!(
        test_with(leaf),
        "OK Warning: the key manager's certificate has no subject alternative name, and was \
         matched by its common name localhost. Give it a certificate that has one."
    );
}

#[test]
fn no_san_and_another_common_name() {
    assert_eq!(
        test_with(|leaf| {
            leaf.subject_alt_names.clear();
            leaf.distinguished_name = named("key manager");
        }),
        "FAILED TLS handshake: the key manager's certificate is for key manager, and not for \
         localhost. Use a name of the certificate in the URI, or add localhost to it on the key \
         manager."
    );
}

#[test]
fn self_signed_and_configured_itself() {
    for is_ca in [IsCa::NoCa, IsCa::Ca(rcgen::BasicConstraints::Unconstrained)] {
        let leaf = Leaf::self_signed(|leaf| leaf.is_ca = is_ca);
        let bed = TestBed {
            ca: Some(leaf.pem()),
            ..TestBed::new()
        };
        assert_eq!(test(&bed, &leaf), "OK");
    }
}

#[test]
fn self_signed_and_not_configured() {
    let leaf = Leaf::self_signed(|_| {});
    assert_eq!(
        test(&TestBed::new(), &leaf),
        "FAILED TLS handshake: the key manager's certificate CN=localhost is self-signed, and is \
         not the CA configured (CN=Acme root). <ConfigureSelfSigned>"
    );
}

#[test]
fn wrong_extended_key_usage() {
    let leaf = |leaf: &mut CertificateParams| {
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    assert_eq!(
        test_with(leaf),
        "FAILED TLS handshake: the key manager's certificate is not for TLS servers: its extended \
         key usage lacks serverAuth. Give the key manager a certificate that has serverAuth."
    );
}

#[test]
fn names_cannot_move_the_cursor() {
    let leaf = Authority::root("\u{1b}[2JOther\nroot").server(|_| {});
    let said = test(&TestBed::new(), &leaf);
    assert!(said.contains("CN=\u{FFFD}[2JOther\u{FFFD}root"), "{said}");
}

#[test]
fn about_to_expire() {
    let bed = TestBed::new();
    let end = bed.array.now().as_second() + 29 * 86_400;
    let leaf = bed.authority.server(|leaf| end_at(leaf, end));
    let shown = jiff::Timestamp::from_second(end).unwrap();
    assert_eq!(
        test(&bed, &leaf),
        format!(
            "OK Warning: the key manager's certificate expires at {}. Renew it on the key manager.",
            shown.strftime("%Y-%m-%d %H:%M:%S UTC")
        )
    );
}
