//! The server's certificate itself: its dates, its uses, its form.

use super::*;

#[test]
fn expired() {
    let root = Authority::root("Root");
    let leaf = root.server(|p| p.not_after = date_time_ymd(2030, 6, 14));
    let fault = refused(&leaf, &[root.der()], "localhost");
    let TrustFault::Expired { server } = fault else {
        panic!("{fault:?}");
    };
    assert_eq!(
        server.not_after,
        date_time_ymd(2030, 6, 14).unix_timestamp()
    );
}

#[test]
fn not_yet_valid() {
    let root = Authority::root("Root");
    let leaf = root.server(|p| p.not_before = date_time_ymd(2030, 6, 16));
    let fault = refused(&leaf, &[root.der()], "localhost");
    let TrustFault::NotYetValid { server } = fault else {
        panic!("{fault:?}");
    };
    assert_eq!(
        server.not_before,
        date_time_ymd(2030, 6, 16).unix_timestamp()
    );
}

/// Valid in the year 2030.
fn within_2030(parameters: &mut rcgen::CertificateParams) {
    parameters.not_before = date_time_ymd(2030, 1, 1);
    parameters.not_after = date_time_ymd(2031, 1, 1);
}

#[test]
fn the_time_is_the_callers() {
    let root = Authority::root("Root");
    let leaf = root.server(within_2030);
    let anchors = TrustAnchors::Configured(vec![root.der()]);
    let server = Listener::tls(config(TLS_VERSIONS[1], &leaf), |_| Ok(()));
    let at = |year| {
        let now = date_time_ymd(year, 6, 1).unix_timestamp();
        let settings = TlsSettings::new(provider(), anchors.clone(), now.try_into().unwrap());
        Connection::open(&endpoint(&server), &settings, &AMPLE)
    };
    assert!(at(2030).is_ok());
    for year in [2029, 2031] {
        let cause = at(year).unwrap_err().cause;
        assert!(matches!(cause, Cause::Trust(_)), "{cause:?}");
    }
}

/// The first and the last second of a validity belong to it (RFC 5280, section 4.1.2.5), however the
/// certificate is trusted.
#[test]
fn the_ends_of_the_validity() {
    let root = Authority::root("Root");
    let pinned = Leaf::self_signed(within_2030);
    for (leaf, configured) in [
        (root.server(within_2030), root.der()),
        (pinned.clone(), pinned.der()),
    ] {
        let server = Listener::tls(config(TLS_VERSIONS[1], &leaf), |_| Ok(()));
        let accepts = |now: i64| {
            let anchors = TrustAnchors::Configured(vec![configured.clone()]);
            let settings = TlsSettings::new(provider(), anchors, now.try_into().unwrap());
            Connection::open(&endpoint(&server), &settings, &AMPLE).is_ok()
        };
        let [first, last] = [2030, 2031].map(|year| date_time_ymd(year, 1, 1).unix_timestamp());
        let accepted = [first - 1, first, last, last + 1].map(accepts);
        assert_eq!(accepted, [false, true, true, false]);
    }
}

#[test]
fn extended_key_usage() {
    let root = Authority::root("Root");
    let with = |usages: Vec<_>| root.server(|p| p.extended_key_usages = usages);
    accepted(&with(Vec::new()), &[root.der()], "localhost");
    let both = vec![
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::ServerAuth,
    ];
    accepted(&with(both), &[root.der()], "localhost");
    for usage in [
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::Any,
    ] {
        let fault = refused(&with(vec![usage]), &[root.der()], "localhost");
        assert!(matches!(fault, TrustFault::WrongUsage { .. }), "{fault:?}");
    }
    let pinned = Leaf::self_signed(|p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any]);
    let fault = refused(&pinned, &[pinned.der()], "localhost");
    assert!(matches!(fault, TrustFault::WrongUsage { .. }), "{fault:?}");
}

#[test]
fn key_usage() {
    let root = Authority::root("Root");
    let with = |usages: Vec<_>| root.server(|p| p.key_usages = usages);
    accepted(&with(Vec::new()), &[root.der()], "localhost");
    accepted(
        &with(vec![KeyUsagePurpose::KeyEncipherment]),
        &[root.der()],
        "localhost",
    );
    let leaf = with(vec![KeyUsagePurpose::DataEncipherment]);
    let reason = other(refused(&leaf, &[root.der()], "localhost"));
    assert!(reason.contains("key usage"), "{reason}");
}

#[test]
fn the_certificate_of_a_ca_as_a_servers() {
    let root = Authority::root("Root");
    let leaf = root.server(|p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    let reason = other(verdict(&leaf, &[root.der()], "localhost").0.unwrap_err());
    assert!(reason.contains("certificate of a CA"), "{reason}");
    assert_eq!(openssl(&leaf, &[root.der()], "localhost"), OpenSsl::Accepts);
}

#[test]
fn an_old_version_of_x509() {
    // A certificate of version 3 whose version says 1; its signature is not looked at by then.
    let leaf = Leaf::self_signed(|_| {});
    let mut der = leaf.der().to_vec();
    let version = der
        .windows(5)
        .position(|w| w == [0xA0, 3, 2, 1, 2])
        .unwrap();
    der[version + 4] = 0;
    let old = leaf.with_chain(vec![der.into()]);
    let reason = other(verdict(&old, &[old.der()], "localhost").0.unwrap_err());
    assert!(reason.contains("version before 3"), "{reason}");
}

#[test]
fn no_certificate_at_all() {
    let leaf = Leaf::self_signed(|_| {}).with_chain(vec![b"not DER".to_vec().into()]);
    let fault = verdict(&leaf, &[Authority::root("Root").der()], "localhost")
        .0
        .unwrap_err();
    assert_eq!(fault, TrustFault::Unreadable);
}

#[test]
fn another_key_than_the_certificates_is_refused() {
    let root = Authority::root("Root");
    let (leaf, other) = (root.server(|_| {}), root.server(|_| {}));
    let stolen = other.with_chain(leaf.chain);
    let anchors = TrustAnchors::Configured(vec![root.der()]);
    let settings = TlsSettings::new(provider(), anchors, NOW);
    for version in TLS_VERSIONS {
        let server = Listener::tls(config(version, &stolen), |_| Ok(()));
        let endpoint: Endpoint = endpoint(&server);
        let error = open(&endpoint, &settings).unwrap_err();
        assert_eq!(error.stage, Stage::Handshake);
        assert!(matches!(error.cause, Cause::Tls(_)), "{error}");
    }
}
