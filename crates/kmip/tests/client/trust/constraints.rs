//! Name constraints: which names a CA may sign for.

use super::*;
use rcgen::{CertificateParams, CidrSubnet, DnType};

const HOST: &str = "kms.example.com";

fn permitted(subtree: GeneralSubtree) -> impl FnOnce(&mut CertificateParams) {
    |p| {
        p.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![subtree],
            excluded_subtrees: Vec::new(),
        });
    }
}

fn excluded(subtree: GeneralSubtree) -> impl FnOnce(&mut CertificateParams) {
    |p| {
        p.name_constraints = Some(NameConstraints {
            permitted_subtrees: Vec::new(),
            excluded_subtrees: vec![subtree],
        });
    }
}

fn domain(name: &str) -> GeneralSubtree {
    GeneralSubtree::DnsName(name.to_owned())
}

/// By the alternative names.
fn named_host(p: &mut CertificateParams) {
    p.subject_alt_names = vec![dns(HOST)];
}

/// By the common name alone.
fn common_host(p: &mut CertificateParams) {
    p.subject_alt_names = Vec::new();
    p.distinguished_name = named(HOST);
}

#[test]
fn an_alternative_name() {
    for (subtree, is_permitted) in [
        ("example.com", true),
        ("kms.example.com", true),
        ("com", true),
        ("other.com", false),
        ("ms.example.com", false),
    ] {
        let root = Authority::root_with("Root", permitted(domain(subtree)));
        let above = Authority::root("Above");
        let intermediate = above.intermediate_with("Root", permitted(domain(subtree)));
        for (leaf, root) in [
            (root.server(named_host), &root),
            (intermediate.server(named_host), &above),
        ] {
            if is_permitted {
                accepted(&leaf, &[root.der()], HOST);
            } else {
                let (ca, reason) = of_ca(refused(&leaf, &[root.der()], HOST));
                assert_eq!(ca, "CN=Root");
                assert!(
                    reason.contains("may not sign for the server's name"),
                    "{reason}"
                );
            }
        }
    }
    let root = Authority::root_with("Root", excluded(domain("example.com")));
    of_ca(refused(&root.server(named_host), &[root.der()], HOST));
}

fn directory(name: &str) -> GeneralSubtree {
    GeneralSubtree::DirectoryName(named(name))
}

/// A CA's new certificate for itself may be signed whatever its name is; a server that has the CA's name
/// may not.
#[test]
fn a_certificate_issued_by_its_namesake() {
    let root = Authority::root_with("Root", excluded(directory("Root")));
    let renewed = root.intermediate("Root");
    accepted(&renewed.server(|_| {}), &[root.der()], "localhost");
    let leaf = root.server(|p| p.distinguished_name = named("Root"));
    let (ca, reason) = of_ca(refused(&leaf, &[root.der()], "localhost"));
    assert_eq!(ca, "CN=Root");
    assert!(reason.contains("the server's name CN=Root"), "{reason}");
}

/// They speak of what is signed, not of who signs.
#[test]
fn a_ca_whose_own_name_it_may_not_sign_for() {
    let root = Authority::root("Root");
    let intermediate = root.intermediate_with("Intermediate", excluded(directory("Intermediate")));
    accepted(&intermediate.server(|_| {}), &[root.der()], "localhost");
}

/// In the root, in an intermediate, permitted and excluded.
#[test]
fn the_common_name_instead_of_an_alternative_name() {
    let above = Authority::root("Above");
    for root in [
        Authority::root_with("Root", permitted(domain("other.com"))),
        Authority::root_with("Root", excluded(domain("example.com"))),
    ] {
        of_ca(refused(&root.server(common_host), &[root.der()], HOST));
    }
    let other = above.intermediate_with("Root", permitted(domain("other.com")));
    of_ca(refused(&other.server(common_host), &[above.der()], HOST));

    let root = Authority::root_with("Root", permitted(domain("example.com")));
    accepted_by_common_name(&root.server(common_host), &root, HOST, OpenSsl::Accepts);
    // A name of one label is none of a host, as OpenSSL sees it.
    let root = Authority::root_with("Root", permitted(domain("other.com")));
    let leaf = root.server(|p| p.subject_alt_names = Vec::new());
    accepted_by_common_name(&leaf, &root, "localhost", OpenSsl::Accepts);
}

#[test]
fn an_address() {
    let net =
        |last| GeneralSubtree::IpAddress(CidrSubnet::V4([192, 0, last, 0], [255, 255, 255, 0]));
    let address: std::net::IpAddr = "192.0.2.9".parse().unwrap();
    let with_address = |p: &mut CertificateParams| {
        p.subject_alt_names = vec![SanType::IpAddress(address)];
    };
    let root = Authority::root_with("Root", permitted(net(2)));
    accepted(&root.server(with_address), &[root.der()], "192.0.2.9");
    let root = Authority::root_with("Root", permitted(net(3)));
    let fault = refused(&root.server(with_address), &[root.der()], "192.0.2.9");
    let (_, reason) = of_ca(fault);
    assert!(reason.contains("the server's name 192.0.2.9"), "{reason}");
    // Also by the common name, which only this client takes for an address.
    let common = |p: &mut CertificateParams| {
        p.subject_alt_names = Vec::new();
        p.distinguished_name = named("192.0.2.9");
    };
    of_ca(refused(&root.server(common), &[root.der()], "192.0.2.9"));
    let root = Authority::root_with("Root", permitted(net(2)));
    accepted_by_common_name(&root.server(common), &root, "192.0.2.9", OpenSsl::Refuses);
}

#[test]
fn names_of_other_kinds() {
    let mut corp = rcgen::DistinguishedName::new();
    corp.push(DnType::OrganizationName, "Corp");
    let mut within = corp.clone();
    within.push(DnType::CommonName, "localhost");
    let root = Authority::root_with("Root", permitted(GeneralSubtree::DirectoryName(corp)));
    let leaf = root.server(|p| p.distinguished_name = within);
    accepted(&leaf, &[root.der()], "localhost");
    of_ca(refused(&root.server(|_| {}), &[root.der()], "localhost"));

    let mail = |name: &str| SanType::Rfc822Name(name.try_into().unwrap());
    let of_mail = GeneralSubtree::Rfc822Name("example.com".to_owned());
    let root = Authority::root_with("Root", permitted(of_mail));
    let leaf = root.server(|p| p.subject_alt_names.push(mail("kms@example.com")));
    accepted(&leaf, &[root.der()], "localhost");
    let leaf = root.server(|p| p.subject_alt_names.push(mail("kms@other.com")));
    of_ca(refused(&leaf, &[root.der()], "localhost"));
}

/// The names of a CA below count as well.
#[test]
fn the_name_of_an_intermediate() {
    let mut corp = rcgen::DistinguishedName::new();
    corp.push(DnType::OrganizationName, "Corp");
    let root = Authority::root_with(
        "Root",
        permitted(GeneralSubtree::DirectoryName(corp.clone())),
    );
    corp.push(DnType::CommonName, "localhost");
    let within = |p: &mut CertificateParams| p.distinguished_name = corp.clone();
    let leaf = root.intermediate("Intermediate").server(within);
    let (ca, reason) = of_ca(refused(&leaf, &[root.der()], "localhost"));
    assert_eq!(ca, "CN=Root");
    assert!(reason.contains("a CA's name below it"), "{reason}");
    accepted(
        &root.intermediate_with("", within).server(within),
        &[root.der()],
        "localhost",
    );
}

/// Whatever the common name is beside alternative names, and whatever a CA is called.
#[test]
fn a_common_name_that_does_not_stand_for_a_host() {
    let root = Authority::root_with("Root", excluded(domain("example.com")));
    let leaf = root.server(|p| p.distinguished_name = named(HOST));
    accepted(&leaf, &[root.der()], "localhost");
    let intermediate = root.intermediate("ca.example.com");
    accepted(&intermediate.server(|_| {}), &[root.der()], "localhost");
}

/// Alternative names whose bytes are no UTF-8 are still names of their kind.
#[test]
fn an_alternative_name_of_any_bytes() {
    let with_name = |tag: u8, name: &[u8]| {
        let of = |tag: u8, bytes: &[u8]| {
            let length = bytes.len().try_into().unwrap();
            [&[tag, length], bytes].concat()
        };
        let names = of(0x30, &[of(0x82, b"localhost"), of(tag, name)].concat());
        move |p: &mut CertificateParams| {
            p.subject_alt_names = Vec::new();
            p.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 17], names)];
        }
    };
    let host = || with_name(0x82, b"k\xFFs.example.com");
    let mail = || with_name(0x81, b"k\xFFs@example.com");
    let of_mail = |host: &str| GeneralSubtree::Rfc822Name(host.to_owned());
    let root = Authority::root_with("Root", excluded(domain("example.com")));
    of_ca(refused(&root.server(host()), &[root.der()], "localhost"));
    accepted(&root.server(mail()), &[root.der()], "localhost");
    let root = Authority::root_with("Root", excluded(of_mail("example.com")));
    of_ca(refused(&root.server(mail()), &[root.der()], "localhost"));
    accepted(&root.server(host()), &[root.der()], "localhost");
    let root = Authority::root_with("Root", permitted(of_mail("example.com")));
    accepted(&root.server(mail()), &[root.der()], "localhost");
}
