//! For which name a certificate is.

use super::*;

#[test]
fn other_names() {
    let root = Authority::root("Root");
    let leaf = root.server(|p| p.subject_alt_names = vec![dns("kms.example.com"), dns("kms")]);
    let expected = TrustFault::WrongName {
        asked: "localhost".to_owned(),
        presented: vec!["kms.example.com".to_owned(), "kms".to_owned()],
    };
    assert_eq!(refused(&leaf, &[root.der()], "localhost"), expected);
}

#[test]
fn an_address_instead_of_a_name() {
    let root = Authority::root("Root");
    let address = SanType::IpAddress("127.0.0.1".parse().unwrap());
    let leaf = root.server(|p| p.subject_alt_names.push(address));
    accepted(&leaf, &[root.der()], "127.0.0.1");
    let fault = refused(&root.server(|_| {}), &[root.der()], "127.0.0.1");
    let expected = TrustFault::WrongName {
        asked: "127.0.0.1".to_owned(),
        presented: vec!["localhost".to_owned()],
    };
    assert_eq!(fault, expected);
}

#[test]
fn no_alternative_name_and_the_common_name() {
    let root = Authority::root("Root");
    let bare = |name: &'static str| {
        root.server(move |p| {
            p.subject_alt_names = Vec::new();
            p.distinguished_name = named(name);
        })
    };
    accepted_by_common_name(&bare("localhost"), &root, "localhost", OpenSsl::Accepts);
    let fault = refused(&bare("kms"), &[root.der()], "localhost");
    let expected = TrustFault::WrongName {
        asked: "localhost".to_owned(),
        presented: vec!["kms".to_owned()],
    };
    assert_eq!(fault, expected);
    // Where OpenSSL compares addresses with the alternative names only.
    accepted_by_common_name(&bare("127.0.0.1"), &root, "127.0.0.1", OpenSsl::Refuses);
}

#[test]
fn alternative_names_that_are_no_host_and_the_common_name() {
    let root = Authority::root("Root");
    let mail = SanType::Rfc822Name("kms@example.com".try_into().unwrap());
    let address = SanType::IpAddress("192.0.2.1".parse().unwrap());
    for name in [mail, address] {
        let leaf = root.server(|p| p.subject_alt_names = vec![name]);
        accepted_by_common_name(&leaf, &root, "localhost", OpenSsl::Accepts);
    }
}

#[test]
fn the_common_name_has_no_say_beside_alternative_names() {
    let root = Authority::root("Root");
    let leaf = root.server(|p| p.subject_alt_names = vec![dns("kms")]);
    let fault = refused(&leaf, &[root.der()], "localhost");
    assert!(matches!(fault, TrustFault::WrongName { .. }), "{fault:?}");
}

/// Names of a host by their kind, whatever they read as.
#[test]
fn an_alternative_name_that_reads_as_an_address_or_as_nothing() {
    let root = Authority::root("Root");
    let fault = |leaf: &Leaf| match refused(leaf, &[root.der()], "localhost") {
        TrustFault::WrongName { presented, .. } => presented,
        fault => panic!("{fault:?}"),
    };
    let leaf = root.server(|p| p.subject_alt_names = vec![dns("192.0.2.1")]);
    assert_eq!(fault(&leaf), ["192.0.2.1"]);
    let leaf = root.server(|p| {
        p.subject_alt_names = Vec::new();
        let names = vec![0x30, 5, 0x82, 3, b'k', 0xFF, b's'];
        p.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 17], names)];
    });
    assert_eq!(fault(&leaf), ["k\u{FFFD}s"]);
    // One of another kind is no name of a host, so the common name stands for it.
    let leaf = root.server(|p| {
        p.subject_alt_names = Vec::new();
        let names = vec![0x30, 5, 0x81, 3, b'k', 0xFF, b's'];
        p.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 17], names)];
    });
    accepted_by_common_name(&leaf, &root, "localhost", OpenSsl::Accepts);
}

#[test]
fn wildcards() {
    let root = Authority::root("Root");
    for (name, is_accepted) in [
        ("*.example.com", true),
        ("k*.example.com", true),
        ("*s.example.com", true),
        ("k*s.example.com", false),
        ("x*.example.com", false),
        ("*.example.org", false),
        ("*.*.com", false),
        ("kms.*.com", false),
        ("*.com", false),
        ("*.kms.example.com", false),
        ("xn--k*.example.com", false),
        (".example.com", false),
    ] {
        let leaf = root.server(|p| p.subject_alt_names = vec![dns(name)]);
        if is_accepted {
            accepted(&leaf, &[root.der()], "kms.example.com");
        } else {
            refused(&leaf, &[root.der()], "kms.example.com");
        }
    }
}

/// A hyphen may be beside the wildcard, and not at the end of the label.
#[test]
fn wildcards_beside_a_hyphen() {
    let root = Authority::root("Root");
    for (name, is_accepted) in [("*-a.ex-ample.com", true), ("kms-*.ex-ample.com", false)] {
        let leaf = root.server(|p| p.subject_alt_names = vec![dns(name)]);
        if is_accepted {
            accepted(&leaf, &[root.der()], "kms-a.ex-ample.com");
        } else {
            refused(&leaf, &[root.der()], "kms-a.ex-ample.com");
        }
    }
}
