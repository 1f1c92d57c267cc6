//! Where a chain has to end, and what its CAs may sign.

use super::*;

#[test]
fn a_chain_to_the_configured_root() {
    let root = Authority::root("Root");
    accepted(&root.server(|_| {}), &[root.der()], "localhost");
    let intermediate = root.intermediate("Intermediate");
    accepted(&intermediate.server(|_| {}), &[root.der()], "localhost");
}

#[test]
fn one_of_several_configured_roots() {
    let (root, other) = (Authority::root("Root"), Authority::root("Other"));
    accepted(
        &root.server(|_| {}),
        &[other.der(), root.der()],
        "localhost",
    );
}

#[test]
fn an_intermediate_configured_beside_its_root_is_not_needed_from_the_server() {
    let root = Authority::root("Root");
    let intermediate = root.intermediate("Intermediate");
    let leaf = intermediate.server(|_| {}).without_chain();
    accepted(&leaf, &[intermediate.der(), root.der()], "localhost");
}

#[test]
fn an_intermediate_that_nobody_has() {
    let root = Authority::root("Root");
    let leaf = root
        .intermediate("Intermediate")
        .server(|_| {})
        .without_chain();
    let fault = refused(&leaf, &[root.der()], "localhost");
    let TrustFault::UnknownIssuer {
        server,
        intermediates,
        configured,
    } = fault
    else {
        panic!("{fault:?}");
    };
    assert_eq!(
        (server.issuer.as_str(), intermediates),
        ("CN=Intermediate", 0)
    );
    assert_eq!(configured, ["CN=Root"]);
}

#[test]
fn an_intermediate_configured_without_its_root() {
    let root = Authority::root("Root");
    let intermediate = root.intermediate("Intermediate");
    let expected = TrustFault::IntermediateWithoutRoot {
        configured: "CN=Intermediate".to_owned(),
        root: "CN=Root".to_owned(),
    };
    let leaf = intermediate.server(|_| {});
    for leaf in [
        leaf.clone(),
        leaf.clone().without_chain(),
        leaf.and(root.der()),
    ] {
        assert_eq!(refused(&leaf, &[intermediate.der()], "localhost"), expected);
    }
}

#[test]
fn a_root_that_is_not_configured_and_is_sent() {
    let (root, other) = (Authority::root("Root"), Authority::root("Other"));
    let leaf = root.server(|_| {}).and(root.der());
    let fault = refused(&leaf, &[other.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
}

#[test]
fn another_root_of_the_same_name() {
    let (root, namesake) = (Authority::root("Root"), Authority::root("Root"));
    let fault = refused(&root.server(|_| {}), &[namesake.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
}

#[test]
fn a_self_signed_certificate_configured_itself() {
    let leaf = Leaf::self_signed(|_| {});
    accepted(&leaf, &[leaf.der()], "localhost");
    let ca = Leaf::self_signed(|p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    accepted(&ca, &[ca.der()], "localhost");
}

#[test]
fn a_self_signed_certificate_that_is_not_configured() {
    let root = Authority::root("Root");
    for is_ca in [
        IsCa::ExplicitNoCa,
        IsCa::Ca(BasicConstraints::Unconstrained),
    ] {
        let leaf = Leaf::self_signed(|p| p.is_ca = is_ca);
        let fault = refused(&leaf, &[root.der()], "localhost");
        let TrustFault::UnknownIssuer { server, .. } = fault else {
            panic!("{fault:?}");
        };
        assert!(server.self_issued);
    }
}

#[test]
fn a_self_signed_certificate_that_only_looks_like_the_configured_one() {
    let (leaf, lookalike) = (Leaf::self_signed(|_| {}), Leaf::self_signed(|_| {}));
    let fault = refused(&lookalike, &[leaf.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
}

#[test]
fn a_self_signed_certificate_configured_itself_keeps_to_the_other_rules() {
    let expired = Leaf::self_signed(|p| p.not_after = date_time_ymd(2030, 6, 1));
    let fault = refused(&expired, &[expired.der()], "localhost");
    assert!(matches!(fault, TrustFault::Expired { .. }), "{fault:?}");
    let elsewhere = Leaf::self_signed(|p| p.subject_alt_names = vec![dns("elsewhere")]);
    let fault = refused(&elsewhere, &[elsewhere.der()], "localhost");
    assert!(matches!(fault, TrustFault::WrongName { .. }), "{fault:?}");
}

#[test]
fn a_ca_out_of_its_dates() {
    let late = |p: &mut rcgen::CertificateParams| p.not_after = date_time_ymd(2030, 1, 1);
    let early = |p: &mut rcgen::CertificateParams| p.not_before = date_time_ymd(2030, 7, 1);
    let root = Authority::root("Root");
    for intermediate in [
        root.intermediate_with("Intermediate", late),
        root.intermediate_with("Intermediate", early),
    ] {
        let fault = refused(&intermediate.server(|_| {}), &[root.der()], "localhost");
        assert!(
            matches!(fault, TrustFault::ChainOutOfDate { .. }),
            "{fault:?}"
        );
    }
    for root in [
        Authority::root_with("Root", late),
        Authority::root_with("Root", early),
    ] {
        let fault = refused(&root.server(|_| {}), &[root.der()], "localhost");
        assert!(
            matches!(fault, TrustFault::ChainOutOfDate { .. }),
            "{fault:?}"
        );
    }
}

#[test]
fn a_root_renewed_under_the_same_key_name_is_found_beside_the_lapsed_one() {
    let lapsed = Authority::root_with("Root", |p| p.not_after = date_time_ymd(2030, 1, 1));
    let root = Authority::root("Root");
    accepted(
        &root.server(|_| {}),
        &[lapsed.der(), root.der()],
        "localhost",
    );
}

#[test]
fn a_signer_that_is_no_ca() {
    let root = Authority::root_with("Root", |p| p.is_ca = IsCa::ExplicitNoCa);
    let reason = other(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert!(
        reason.contains("CN=Root is not the certificate of a CA"),
        "{reason}"
    );

    let root = Authority::root_with("Root", |p| p.key_usages = vec![KeyUsagePurpose::CrlSign]);
    let reason = other(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert!(
        reason.contains("CN=Root is not the certificate of a CA"),
        "{reason}"
    );

    let root = Authority::root("Root");
    let intermediate = root.intermediate_with("Intermediate", |p| p.is_ca = IsCa::ExplicitNoCa);
    let leaf = intermediate.server(|_| {});
    let reason = other(refused(&leaf, &[root.der()], "localhost"));
    assert!(reason.contains("not that of a CA"), "{reason}");
}

#[test]
fn a_root_from_before_there_were_basic_constraints() {
    let root = Authority::root_with("Root", |p| p.is_ca = IsCa::NoCa);
    accepted(&root.server(|_| {}), &[root.der()], "localhost");

    // Without a key usage nothing says that it signs, unless it is of version 1.
    let root = Authority::root_with("Root", |p| {
        p.is_ca = IsCa::NoCa;
        p.key_usages = Vec::new();
    });
    let reason = other(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert!(
        reason.contains("CN=Root is not the certificate of a CA"),
        "{reason}"
    );
}

#[test]
fn constraints_of_the_ca() {
    let limited = IsCa::Ca(BasicConstraints::Constrained(0));
    let root = Authority::root_with("Root", |p| p.is_ca = limited);
    accepted(&root.server(|_| {}), &[root.der()], "localhost");
    let root = Authority::root("Root");
    let above = root.intermediate_with("Above", |p| {
        p.is_ca = IsCa::Ca(BasicConstraints::Constrained(0))
    });
    let below = above.intermediate("Below");
    let reason = other(refused(&below.server(|_| {}), &[root.der()], "localhost"));
    assert!(reason.contains("longer than"), "{reason}");

    let permitted = |name: &str| {
        let subtree = GeneralSubtree::DnsName(name.to_owned());
        let constraints = NameConstraints {
            permitted_subtrees: vec![subtree],
            excluded_subtrees: Vec::new(),
        };
        root.intermediate_with("Intermediate", |p| p.name_constraints = Some(constraints))
    };
    accepted(
        &permitted("localhost").server(|_| {}),
        &[root.der()],
        "localhost",
    );
    let leaf = permitted("example.com").server(|_| {});
    let reason = other(refused(&leaf, &[root.der()], "localhost"));
    assert!(reason.contains("may not sign for its name"), "{reason}");
}

#[test]
fn nothing_is_trusted_when_nothing_usable_is_configured() {
    let root = Authority::root("Root");
    for configured in [vec![], vec![CertificateDer::from(b"not DER".to_vec())]] {
        let fault = verdict(&root.server(|_| {}), &configured, "localhost")
            .0
            .unwrap_err();
        let TrustFault::UnknownIssuer { configured, .. } = fault else {
            panic!("{fault:?}");
        };
        assert!(configured.is_empty());
    }
}

#[test]
fn the_platforms_roots_do_not_know_a_private_root() {
    let leaf = Authority::root("Root").server(|_| {});
    let server = Listener::tls(config(TLS_VERSIONS[1], &leaf), |_| Ok(()));
    let settings = TlsSettings::new(provider(), TrustAnchors::Platform, NOW);
    let error = open(&endpoint(&server), &settings).unwrap_err();
    let Cause::Trust(fault) = &error.cause else {
        panic!("{error}");
    };
    assert!(
        matches!(&**fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
    assert!(
        error
            .to_string()
            .ends_with("whose chain ends at no CA of this system"),
        "{error}"
    );
}
