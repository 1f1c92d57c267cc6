//! What a CA's certificate has to say of itself, an intermediate's and the root's alike.

use super::*;

#[test]
fn a_signer_that_is_no_ca() {
    let root = Authority::root_with("Root", |p| p.is_ca = IsCa::ExplicitNoCa);
    let (ca, reason) = of_ca(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert_eq!(ca, "CN=Root");
    assert!(reason.contains("not the certificate of a CA"), "{reason}");

    let root = Authority::root("Root");
    let intermediate = root.intermediate_with("Intermediate", |p| p.is_ca = IsCa::ExplicitNoCa);
    let (ca, reason) = of_ca(refused(
        &intermediate.server(|_| {}),
        &[root.der()],
        "localhost",
    ));
    assert_eq!(ca, "CN=Intermediate");
    assert!(reason.contains("not the certificate of a CA"), "{reason}");
}

/// Of the root, of an intermediate that is sent, and of one that is configured.
#[test]
fn a_ca_without_key_cert_sign() {
    let without = |p: &mut rcgen::CertificateParams| p.key_usages = vec![KeyUsagePurpose::CrlSign];
    let root = Authority::root_with("Root", without);
    let (ca, reason) = of_ca(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert_eq!(ca, "CN=Root");
    assert!(reason.contains("keyCertSign"), "{reason}");

    let root = Authority::root("Root");
    let intermediate = root.intermediate_with("Intermediate", without);
    let sent = intermediate.server(|_| {});
    let configured = vec![intermediate.der(), root.der()];
    for (leaf, configured) in [
        (sent.clone(), vec![root.der()]),
        (sent.without_chain(), configured),
    ] {
        let (ca, reason) = of_ca(refused(&leaf, &configured, "localhost"));
        assert_eq!(ca, "CN=Intermediate");
        assert!(reason.contains("keyCertSign"), "{reason}");
    }
}

#[test]
fn a_ca_for_other_uses_than_servers() {
    let of_clients = |p: &mut rcgen::CertificateParams| {
        p.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    let root = Authority::root_with("Root", of_clients);
    let (ca, reason) = of_ca(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert_eq!(ca, "CN=Root");
    assert!(reason.contains("extended key usage"), "{reason}");
    let root = Authority::root("Root");
    let intermediate = root.intermediate_with("Intermediate", of_clients);
    let fault = refused(&intermediate.server(|_| {}), &[root.der()], "localhost");
    assert_eq!(of_ca(fault).0, "CN=Intermediate");
}

#[test]
fn a_root_from_before_there_were_basic_constraints() {
    let no_constraints = |p: &mut rcgen::CertificateParams| p.is_ca = IsCa::NoCa;
    let root = Authority::root_with("Root", no_constraints);
    accepted(&root.server(|_| {}), &[root.der()], "localhost");

    // Without a key usage nothing says that it signs, unless it is of version 1.
    let root = Authority::root_with("Root", |p| {
        p.is_ca = IsCa::NoCa;
        p.key_usages = Vec::new();
    });
    let (_, reason) = of_ca(refused(&root.server(|_| {}), &[root.der()], "localhost"));
    assert!(reason.contains("not the certificate of a CA"), "{reason}");

    // Of an intermediate more is asked.
    let root = Authority::root("Root");
    let intermediate = root.intermediate_with("Intermediate", no_constraints);
    let fault = refused(&intermediate.server(|_| {}), &[root.der()], "localhost");
    assert_eq!(of_ca(fault).0, "CN=Intermediate");
}

#[test]
fn the_path_length_of_an_intermediate_and_of_the_root() {
    let none_below =
        |p: &mut rcgen::CertificateParams| p.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let root = Authority::root_with("Root", none_below);
    accepted(&root.server(|_| {}), &[root.der()], "localhost");
    let intermediate = root.intermediate("Intermediate");
    let (ca, reason) = of_ca(refused(
        &intermediate.server(|_| {}),
        &[root.der()],
        "localhost",
    ));
    assert_eq!(ca, "CN=Root");
    assert!(reason.contains("longer than it allows"), "{reason}");

    let root = Authority::root("Root");
    let above = root.intermediate_with("Above", none_below);
    accepted(&above.server(|_| {}), &[root.der()], "localhost");
    let below = above.intermediate("Below");
    let (ca, _) = of_ca(refused(&below.server(|_| {}), &[root.der()], "localhost"));
    assert_eq!(ca, "CN=Above");
    // A CA that certifies another key of its own does not count.
    let rollover = above.intermediate("Above");
    accepted(&rollover.server(|_| {}), &[root.der()], "localhost");
}
