//! Which of several CAs of one name has signed: by its key identifier, its key's kind, its own issuer.

use super::workshop::{CA, SERVER, Workshop};
use super::*;

/// A root with such a key and a server that it has signed, neither of which identifies a key.
fn without_identifiers(key: &str) -> (CertificateDer<'static>, Leaf) {
    let shop = Workshop::new();
    shop.root(key, "-addext subjectKeyIdentifier=none");
    let extensions = format!("{SERVER}\nauthorityKeyIdentifier=none");
    let leaf = shop.server("ec:P-256", "/CN=localhost", Some(&extensions), "");
    (shop.certificate("root"), leaf)
}

/// Of namesakes without key identifiers, the one whose key is of the kind that has signed.
#[test]
fn roots_of_the_same_name_with_keys_of_other_kinds() {
    let kinds = ["rsa:2048", "ec:P-256", "edwards:ED25519"];
    let made = kinds.map(without_identifiers);
    for (root, leaf) in &made {
        let others = made.iter().map(|(other, _)| other.clone());
        let mut configured: Vec<_> = others.filter(|other| other != root).collect();
        configured.push(root.clone());
        accepted(leaf, &configured, "localhost");
    }
}

/// What a certificate says of its issuer: its key, its serial number, and who issued it.
#[test]
fn an_issuer_with_the_same_key_and_serial_that_another_ca_issued() {
    let shop = Workshop::new();
    shop.root("ec:P-256", "-set_serial 5");
    let by_key = format!("{SERVER}\nauthorityKeyIdentifier=keyid");
    let of_any = shop.server("ec:P-256", "/CN=localhost", Some(&by_key), "");
    let by_issuer = format!("{SERVER}\nauthorityKeyIdentifier=keyid,issuer:always");
    let of_root = shop.server("ec:P-256", "/CN=localhost", Some(&by_issuer), "");
    accepted(&of_root, &[shop.certificate("root")], "localhost");

    shop.key("other", "ec:P-256");
    shop.run(&format!(
        "req -x509 -new -key other.key -subj /CN=Other -days 9000 -addext {CA} -out other.pem"
    ));
    let extensions = format!("{CA}\nsubjectKeyIdentifier=hash");
    std::fs::write(shop.path("extensions"), extensions).unwrap();
    shop.run("req -new -key root.key -subj /CN=Root -out cross.csr");
    shop.run(
        "x509 -req -in cross.csr -CA other.pem -CAkey other.key -set_serial 5 -days 9000 \
         -extfile extensions -out cross.pem",
    );
    let (cross, other) = (shop.certificate("cross"), shop.certificate("other"));
    let others = std::slice::from_ref(&other);
    accepted(&of_any.and(cross.clone()), others, "localhost");
    refused(&of_root.and(cross), others, "localhost");
}

/// Changes the identifier of an elliptic curve's keys, or of their signatures, to one that nobody knows.
fn unknown(der: &[u8], identifier: &[u8]) -> CertificateDer<'static> {
    let mut der = der.to_vec();
    let places: Vec<_> = (0..der.len() - identifier.len())
        .filter(|place| der[*place..].starts_with(identifier))
        .collect();
    assert!(!places.is_empty());
    for place in places {
        // 1.2.840.10046 instead of 1.2.840.10045.
        der[place + 4] += 1;
    }
    der.into()
}

/// A namesake whose key is of an unknown kind has not signed; who has signed by an unknown algorithm is
/// not known, and that is what is told.
#[test]
fn keys_and_signatures_of_unknown_algorithms() {
    let (root, leaf) = without_identifiers("ec:P-256");
    let namesake = unknown(&root, b"\x2a\x86\x48\xce\x3d\x02\x01");
    accepted(&leaf, &[namesake, root.clone()], "localhost");

    let signed = unknown(&leaf.der(), b"\x2a\x86\x48\xce\x3d\x04\x03\x02");
    let leaf = leaf.with_chain(vec![signed]);
    let reason = other(refused(&leaf, &[root], "localhost"));
    assert_eq!(
        reason,
        "it is signed with an algorithm that is not known, 1.2.840.10046.4.3.2"
    );
}
