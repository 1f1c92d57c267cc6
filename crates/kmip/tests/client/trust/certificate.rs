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
    let with = |usages: Vec<_>| {
        root.server(|p| {
            p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            p.key_usages = usages;
        })
    };
    let signs = KeyUsagePurpose::KeyCertSign;
    let both = vec![signs, KeyUsagePurpose::DigitalSignature];
    accepted(&with(both), &[root.der()], "localhost");
    accepted(&with(Vec::new()), &[root.der()], "localhost");
    let reason = other(refused(&with(vec![signs]), &[root.der()], "localhost"));
    assert!(reason.contains("key usage"), "{reason}");
}

/// A critical extension of its own, `1.2.3.4`.
fn unknown_critical(parameters: &mut rcgen::CertificateParams) {
    let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    extension.set_criticality(true);
    parameters.custom_extensions = vec![extension];
}

#[test]
fn a_critical_extension_that_is_not_known() {
    let root = Authority::root("Root");
    let reason = other(refused(
        &root.server(unknown_critical),
        &[root.der()],
        "localhost",
    ));
    assert!(
        reason.contains("critical") && reason.contains("1.2.3.4"),
        "{reason}"
    );
    let pinned = Leaf::self_signed(unknown_critical);
    let reason = other(refused(&pinned, &[pinned.der()], "localhost"));
    assert!(reason.contains("1.2.3.4"), "{reason}");

    let intermediate = root.intermediate_with("Intermediate", unknown_critical);
    let fault = refused(&intermediate.server(|_| {}), &[root.der()], "localhost");
    assert_eq!(of_ca(fault).0, "CN=Intermediate");
    let root = Authority::root_with("Root", unknown_critical);
    let fault = refused(&root.server(|_| {}), &[root.der()], "localhost");
    assert_eq!(of_ca(fault).0, "CN=Root");
}

#[test]
fn critical_extensions_that_openssl_knows() {
    let root = Authority::root("Root");
    // One policy, any; and "no check", which is empty.
    let policies = vec![0x30, 8, 0x30, 6, 6, 4, 0x55, 0x1D, 0x20, 0];
    let of_ocsp = [1, 3, 6, 1, 5, 5, 7, 48, 1, 5];
    for (oid, content) in [(&[2, 5, 29, 32][..], policies), (&of_ocsp, vec![5, 0])] {
        let leaf = root.server(|p| {
            let mut extension = CustomExtension::from_oid_content(oid, content);
            extension.set_criticality(true);
            p.custom_extensions = vec![extension];
        });
        accepted(&leaf, &[root.der()], "localhost");
    }
}

#[test]
fn an_extension_that_cannot_be_read() {
    let root = Authority::root("Root");
    let leaf = root.server(|p| {
        p.extended_key_usages = Vec::new();
        let usage = CustomExtension::from_oid_content(&[2, 5, 29, 37], vec![5, 0]);
        p.custom_extensions = vec![usage];
    });
    let reason = other(refused(&leaf, &[root.der()], "localhost"));
    assert!(reason.contains("2.5.29.37 cannot be read"), "{reason}");
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
