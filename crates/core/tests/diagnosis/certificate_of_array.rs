//! Faults of the array's certificate: those that the array sees itself, and those that only the key
//! manager tells of.

use jiff::Timestamp;
use kmip::enums::{Operation, ResultReason};
use pure_testing::kmip::KeyServer;
use pure_testing::{Authority, ClientAuthentication, Listener, closed_port, end_at, server_config};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, date_time_ymd};
use rustls::{CertificateError, SupportedProtocolVersion};

use crate::BOTH;
use crate::openssl::OpenSsl;
use crate::test_bed::{TestBed, UUID, import};

/// What the test says of an array's certificate that the key manager does not accept either.
fn of_own(change: impl FnOnce(&mut CertificateParams)) -> String {
    let bed = TestBed::with(&Authority::root("client CA").client(UUID, change));
    let said = BOTH.map(|(version, _)| {
        let leaf = bed.authority.server(|_| {});
        let refuse = ClientAuthentication::Refuse(CertificateError::BadEncoding);
        let listener = Listener::tls(server_config(version, &leaf, refuse), |_| Ok(()));
        bed.test(listener.port())
    });
    assert_eq!(said[0], said[1]);
    // Where it is not what keeps the array from unlocking, it is not said to be.
    let elsewhere = bed.test(closed_port());
    assert!(
        elsewhere.starts_with("FAILED TCP connection: "),
        "{elsewhere}"
    );
    said[0].clone()
}

#[test]
fn faults_that_the_key_manager_does_not_mind() {
    type Change = fn(&mut CertificateParams);
    let faults: [(Change, &str); 3] = [
        (
            |client| client.not_after = date_time_ymd(2020, 1, 1),
            "OK Warning: cert_2 expired at 2020-01-01 00:00:00 UTC. The key manager accepts it all \
             the same. <RenewCertificate>",
        ),
        (
            |client| client.not_before = date_time_ymd(2200, 1, 1),
            "OK Warning: cert_2 is not valid before 2200-01-01 00:00:00 UTC, by the array's clock. \
             Check NTP on the array. The key manager accepts it all the same.",
        ),
        (
            |client| client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
            "OK Warning: cert_2 is not for TLS clients: its extended key usage lacks clientAuth. Use \
             a certificate that has clientAuth. The key manager accepts it all the same.",
        ),
    ];
    for (change, said) in faults {
        let bed = TestBed::with(&Authority::root("client CA").client(UUID, change));
        for (version, _) in BOTH {
            assert_eq!(accepted(&bed, version), said);
        }
    }
}

#[test]
fn expired() {
    assert_eq!(
        of_own(|client| client.not_after = date_time_ymd(2020, 1, 1)),
        "FAILED Certificate: cert_2 expired at 2020-01-01 00:00:00 UTC. <RenewCertificate>"
    );
}

#[test]
fn not_yet_valid() {
    assert_eq!(
        of_own(|client| client.not_before = date_time_ymd(2200, 1, 1)),
        "FAILED Certificate: cert_2 is not valid before 2200-01-01 00:00:00 UTC, by the array's \
         clock. Check NTP on the array."
    );
}

#[test]
fn without_client_auth() {
    let only_servers = vec![ExtendedKeyUsagePurpose::ServerAuth];
    assert_eq!(
        of_own(|client| client.extended_key_usages = only_servers),
        "FAILED Certificate: cert_2 is not for TLS clients: its extended key usage lacks \
         clientAuth. Use a certificate that has clientAuth."
    );
}

#[test]
fn without_common_name() {
    let nameless = |client: &mut CertificateParams| {
        client.distinguished_name = rcgen::DistinguishedName::new();
        client
            .distinguished_name
            .push(DnType::OrganizationName, "Acme");
    };
    assert_eq!(
        of_own(nameless),
        "FAILED Certificate: cert_2 has no common name, by which the key manager knows the array. \
         Use a certificate whose common name is the UUID of the key manager's app."
    );
}

#[test]
fn key_of_another_certificate() {
    let bed = TestBed::new();
    let swapped = "UPDATE certificate_material SET key = (
        SELECT key FROM certificate_material JOIN certificate USING (id)
        WHERE name = 'management')";
    bed.tamper(swapped);
    assert_eq!(
        bed.test(closed_port()),
        "FAILED Certificate: the private key does not match cert_2. <ImportCertificateAndKey>"
    );
}

#[test]
fn about_to_expire() {
    let now = Timestamp::now().as_second();
    let end = now + 29 * 86_400;
    let client = Authority::root("client CA").client(UUID, |client| end_at(client, end));
    let bed = TestBed::with(&client);
    for (version, _) in BOTH {
        assert_eq!(
            accepted(&bed, version),
            format!(
                "OK Warning: cert_2 expires at {}. <RenewCertificate>",
                Timestamp::from_second(end)
                    .unwrap()
                    .strftime("%Y-%m-%d %H:%M:%S UTC")
            )
        );
    }
}

/// What the test says when the key manager takes every certificate.
fn accepted(bed: &TestBed, version: &'static SupportedProtocolVersion) -> String {
    let leaf = bed.authority.server(|_| {});
    let server = KeyServer::new();
    let config = server_config(version, &leaf, ClientAuthentication::Any);
    let listener = Listener::tls(config, move |stream| server.serve(stream));
    bed.test(listener.port())
}

/// A client certificate whose dates are known.
fn bed() -> TestBed {
    TestBed::with(&Authority::root("client CA").client(UUID, |client| {
        client.not_before = date_time_ymd(2020, 1, 1);
        client.not_after = date_time_ymd(2200, 1, 1);
    }))
}

/// Asserts what the test says of a key manager that refuses every certificate by the alert of
/// `error`, at the stage at which that version of TLS tells it.
fn refused(bed: &TestBed, error: &CertificateError, said: &str) {
    for (version, stage) in BOTH {
        let leaf = bed.authority.server(|_| {});
        let config = server_config(version, &leaf, ClientAuthentication::Refuse(error.clone()));
        let listener = Listener::tls(config, |_| Ok(()));
        assert_eq!(bed.test(listener.port()), format!("FAILED {stage}: {said}"));
    }
}

const UNKNOWN_CA: &str = "the key manager does not know the issuer of cert_2 (CN=client CA). Give \
    the certificate to the key manager's app, or its issuer to the key manager's CAs.";

#[test]
fn of_an_unknown_ca() {
    refused(&bed(), &CertificateError::UnknownIssuer, UNKNOWN_CA);
}

#[test]
fn of_a_ca_unknown_to_openssl() {
    for (version, stage) in [("-tls1_2", "TLS handshake"), ("-tls1_3", "First read")] {
        let bed = bed();
        let leaf = bed.authority.server(|_| {});
        let options = [version, "-Verify", "1", "-verify_return_error"];
        let server = OpenSsl::start(&leaf, &options);
        assert_eq!(
            bed.test(server.port()),
            format!("FAILED {stage}: {UNKNOWN_CA}")
        );
    }
}

#[test]
fn expired_by_the_key_managers_clock() {
    refused(
        &bed(),
        &CertificateError::Expired,
        "the key manager considers cert_2 expired, and by the array's clock it is valid from \
         2020-01-01 00:00:00 UTC to 2200-01-01 00:00:00 UTC. Check NTP on both sides.",
    );
}

#[test]
fn not_yet_valid_by_the_key_managers_clock() {
    // OpenSSL says bad_certificate, as rustls does of a damaged one.
    refused(
        &bed(),
        &CertificateError::BadEncoding,
        "the key manager considers cert_2 bad, as some do before 2020-01-01 00:00:00 UTC by their \
         own clock. Check NTP on both sides, and read the key manager's log.",
    );
}

#[test]
fn unfit_for_clients_by_the_key_managers_rules() {
    refused(
        &bed(),
        &CertificateError::InvalidPurpose,
        "the key manager considers cert_2 unsuitable for TLS clients. Use a certificate whose \
         extended key usage has clientAuth, and that the key manager's app knows.",
    );
}

#[test]
fn revoked() {
    refused(
        &bed(),
        &CertificateError::Revoked,
        "the key manager considers cert_2 revoked. <ReplaceCertificate>",
    );
}

#[test]
fn denied() {
    refused(
        &bed(),
        &CertificateError::ApplicationVerificationFailure,
        "the key manager knows cert_2 and denies it access. Enable the app of that certificate on \
         the key manager.",
    );
}

#[test]
fn server_demands_a_certificate_that_the_array_cannot_show() {
    for (version, stage) in BOTH {
        let bed = bed();
        let leaf = bed.authority.server(|_| {});
        let config = server_config(version, &leaf, ClientAuthentication::OnlyRsa);
        let listener = Listener::tls(config, |_| Ok(()));
        assert_eq!(
            bed.test(listener.port()),
            format!(
                "FAILED {stage}: the key manager requires a certificate, and accepts none with a \
                 key like that of cert_2 (ec). Use a certificate with an RSA key, and give it to \
                 the key manager's app."
            )
        );
    }
}

#[test]
fn server_closes_after_the_handshake() {
    for (version, _) in BOTH {
        let bed = bed();
        let leaf = bed.authority.server(|_| {});
        let config = server_config(version, &leaf, ClientAuthentication::Any);
        let listener = Listener::tls(config, |_| Ok(()));
        assert_eq!(
            bed.test(listener.port()),
            "FAILED First read: the key manager closed the connection after the TLS handshake, as \
             some do that do not accept the certificate cert_2. Give the certificate to the key \
             manager's app, and read the key manager's log."
        );
    }
}

/// A key manager that takes every certificate in TLS, and refuses the client in KMIP.
fn not_authenticated(bed: &TestBed, message: &'static str) -> String {
    let leaf = bed.authority.server(|_| {});
    let mut server = KeyServer::new();
    let reason = ResultReason::AuthenticationNotSuccessful;
    server.refused = vec![(Operation::DiscoverVersions, reason, message)];
    let config = server_config(BOTH[1].0, &leaf, ClientAuthentication::Any);
    let listener = Listener::tls(config, move |stream| server.serve(stream));
    bed.test(listener.port())
}

#[test]
fn common_name_unknown_to_the_key_manager() {
    assert_eq!(
        not_authenticated(&bed(), "Unknown client."),
        format!(
            "FAILED Discover Versions: authentication not successful: Unknown client. The array's \
             common name is {UUID}: it must be the UUID of an app of the key manager, and cert_2 \
             the certificate of that app."
        )
    );
}

#[test]
fn authentication_refused_without_a_word() {
    assert_eq!(
        not_authenticated(&bed(), ""),
        format!(
            "FAILED Discover Versions: authentication not successful. The array's common name is \
             {UUID}: it must be the UUID of an app of the key manager, and cert_2 the certificate \
             of that app."
        )
    );
}

#[test]
fn management_while_others_exist() {
    let bed = TestBed {
        certificate: "management",
        ..bed()
    };
    assert_eq!(
        not_authenticated(&bed, "Unknown client"),
        "FAILED Discover Versions: authentication not successful: Unknown client. The array's \
         common name is pure01: it must be the UUID of an app of the key manager, and management \
         the certificate of that app. Did you mean cert_2? <ChooseCertificate>"
    );
    import(
        &bed.array,
        "cert_1",
        &Authority::root("client CA").client(UUID, |_| {}),
    );
    let said = not_authenticated(&bed, "Unknown client");
    assert!(said.contains("Did you mean cert_1 or cert_2?"), "{said}");
}
