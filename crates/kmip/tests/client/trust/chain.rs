//! Where a chain has to end.

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
    let TrustFault::SameNameOtherKey { configured, .. } = fault else {
        panic!("{fault:?}");
    };
    assert_eq!(configured, "CN=Root");
}

/// What the server sends has the issuer's name, and a key that signed nothing.
#[test]
fn an_intermediate_of_the_issuers_name_with_another_key() {
    let root = Authority::root("Root");
    let [signed, namesake] = [(); 2].map(|()| root.intermediate("Intermediate"));
    let leaf = signed.server(|p| p.use_authority_key_identifier_extension = false);
    let leaf = leaf.clone().with_chain(vec![leaf.der(), namesake.der()]);
    let expected = TrustFault::Ca {
        ca: "CN=Intermediate".to_owned(),
        configured: false,
        reason: "its key did not sign the certificate below it".to_owned(),
    };
    assert_eq!(refused(&leaf, &[root.der()], "localhost"), expected);
}

/// A certificate that another root has given to its name and another key does not carry on from it.
#[test]
fn a_root_that_is_sent_is_followed_by_nothing() {
    let root = Authority::root_with("Root", |p| p.use_authority_key_identifier_extension = false);
    let other = Authority::root("Other");
    let leaf = root.server(|_| {});
    let leaf = leaf.and(root.der()).and(other.intermediate("Root").der());
    let fault = refused(&leaf, &[other.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
}

/// Of certificates that may all be meant, and are all out of date, the one that was valid longest; of two
/// the first.
#[test]
fn the_lapsed_intermediate_that_was_valid_longest() {
    let root = Authority::root("Root");
    let lapsed = |year| {
        let end = date_time_ymd(year, 1, 1);
        root.intermediate_with("Intermediate", |p| p.not_after = end)
    };
    let [signed, longer, as_long] = [2029, 2030, 2029].map(lapsed);
    let leaf = signed.server(|p| p.use_authority_key_identifier_extension = false);
    for (sent, is_signed) in [
        ([&signed, &longer], false),
        ([&longer, &signed], false),
        ([&signed, &as_long], true),
        ([&as_long, &signed], false),
    ] {
        let [first, second] = sent.map(Authority::der);
        let leaf = leaf.clone().with_chain(vec![leaf.der(), first, second]);
        let fault = refused(&leaf, &[root.der()], "localhost");
        let is_late = matches!(fault, TrustFault::ChainOutOfDate { .. });
        assert_eq!(is_late, is_signed, "{fault:?}");
    }
}

#[test]
fn a_chain_longer_than_any_real_one() {
    let root = Authority::root("Root");
    let mut chain = vec![root.intermediate("CA 1")];
    for number in 2..=100 {
        chain.push(chain[number - 2].intermediate(&format!("CA {number}")));
    }
    let sent = |count: usize| {
        let leaf = chain[count - 1].server(|_| {});
        let above = chain[..count].iter().rev().map(Authority::der);
        leaf.clone()
            .with_chain(std::iter::once(leaf.der()).chain(above).collect())
    };
    let other = Authority::root("Other").der();
    let fault = refused(&sent(99), std::slice::from_ref(&other), "localhost");
    assert!(
        matches!(fault, TrustFault::UnknownIssuer { .. }),
        "{fault:?}"
    );
    let fault = refused(&sent(100), &[other], "localhost");
    let expected = TrustFault::Other("its chain is longer than any real one".to_owned());
    assert_eq!(fault, expected);
}

#[test]
fn who_has_signed_a_certificate() {
    let (root, namesake) = (Authority::root("Root"), Authority::root("Root"));
    let leaf = root.server(|_| {}).der();
    let is_signed_by = |issuer: &[u8]| kmip::client::is_signed_by(&leaf, issuer, &provider());
    assert!(is_signed_by(&root.der()));
    assert!(!is_signed_by(&namesake.der()));
    assert!(!is_signed_by(b"no certificate"));
}

/// Without key identifiers OpenSSL takes the first of that name, and stays with it.
#[test]
fn two_configured_roots_of_the_same_name() {
    let (root, namesake) = (Authority::root("Root"), Authority::root("Root"));
    let named = root.server(|_| {});
    accepted(&named, &[namesake.der(), root.der()], "localhost");
    let unnamed = root.server(|p| p.use_authority_key_identifier_extension = false);
    accepted(&unnamed, &[root.der(), namesake.der()], "localhost");
    let fault = refused(&unnamed, &[namesake.der(), root.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::SameNameOtherKey { .. }),
        "{fault:?}"
    );
}

/// A root's new key, certified by its old one: subject and issuer are the same, and it is no root.
#[test]
fn a_rollover_certificate_is_no_root() {
    let old = Authority::root("Root");
    let rollover = old.intermediate("Root");
    let leaf = rollover.server(|_| {}).without_chain();
    let fault = refused(&leaf, &[rollover.der()], "localhost");
    assert!(
        matches!(fault, TrustFault::IntermediateWithoutRoot { .. }),
        "{fault:?}"
    );
    accepted(&leaf, &[rollover.der(), old.der()], "localhost");
    accepted(&rollover.server(|_| {}), &[old.der()], "localhost");
}

/// The server sends the certificate that another root has given to the configured one.
#[test]
fn a_cross_signed_root_is_found_among_the_configured_ones_first() {
    let other = Authority::root("Other");
    let root = Authority::root("Root");
    let leaf = root.server(|_| {}).and(other.intermediate("Root").der());
    accepted(&leaf, &[root.der()], "localhost");
}

#[test]
fn what_is_sent_in_another_order_and_more_of_it() {
    let root = Authority::root("Root");
    let intermediate = root.intermediate("Intermediate");
    let lower = intermediate.intermediate("Lower");
    let leaf = lower.server(|_| {});
    let stranger = Authority::root("Stranger").der();
    let mixed = vec![
        leaf.der(),
        stranger,
        root.der(),
        intermediate.der(),
        lower.der(),
    ];
    accepted(&leaf.with_chain(mixed), &[root.der()], "localhost");
}

#[test]
fn an_intermediate_renewed_with_its_key_beside_the_expired_one() {
    let root = Authority::root("Root");
    let late = root.intermediate_with("Intermediate", |p| p.not_after = date_time_ymd(2030, 1, 1));
    let renewed = root.intermediate("Intermediate");
    let leaf = renewed.server(|_| {});
    let chain = vec![leaf.der(), late.der(), renewed.der()];
    accepted(&leaf.with_chain(chain), &[root.der()], "localhost");
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
        matches!(fault, TrustFault::SameNameOtherKey { .. }),
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
