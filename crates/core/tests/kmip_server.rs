//! KMIP servers as objects: made, listed and deleted, or refused with nothing changed.

mod common;

use pure_core::certificate::SelfSigned;
use pure_core::kmip_server::{NewKmipServer, Uri, Uris};
use pure_core::{ErrorKind, NamePattern, Purity, Subject};

use common::{TestHome, name};

/// An array in a home of its own, with the certificate `cert_2`.
fn array() -> (TestHome, Purity) {
    let home = TestHome::with(&["pure01"]);
    let array = Purity::open(&home.context("pure01")).unwrap();
    array
        .create_certificate(&name("cert_2"), &SelfSigned::default())
        .unwrap();
    (home, array)
}

fn options(uris: &[&str], certificate: &str) -> NewKmipServer {
    let uris: Vec<Uri> = uris.iter().map(|uri| uri.parse().unwrap()).collect();
    NewKmipServer {
        uris: Uris::try_from(uris).unwrap(),
        certificate: name(certificate),
        ca_certificate: None,
    }
}

fn names(array: &Purity, pattern: &str) -> Vec<String> {
    let pattern: NamePattern = pattern.parse().unwrap();
    let found = array.kmip_servers(&pattern).unwrap();
    found.iter().map(|server| server.name.to_string()).collect()
}

#[test]
fn a_server_is_read_back_as_it_was_made() {
    let (home, array) = array();
    let key = rcgen::KeyPair::generate().unwrap();
    let ca = rcgen::CertificateParams::default()
        .self_signed(&key)
        .unwrap()
        .pem();
    let mut options = options(
        &["b.example:5696", "[::1]:5697", "a.example:5696"],
        "CERT_2",
    );
    options.ca_certificate = Some(ca.parse().unwrap());
    array
        .create_kmip_server(&name("Kmip_srvr"), &options)
        .unwrap();
    assert_eq!(home.notices(), []);
    let found = array.kmip_server(&name("kmip_SRVR")).unwrap();
    assert_eq!(found.name.as_str(), "Kmip_srvr");
    assert_eq!(
        found.uris.to_string(),
        "b.example:5696,[::1]:5697,a.example:5696"
    );
    assert_eq!(
        found.certificate.as_str(),
        "cert_2",
        "as the certificate was first named"
    );
    assert_eq!(found.ca_certificate.as_ref().unwrap().as_pem(), ca.trim());
    let detail = array.kmip_server_detail(&found).unwrap();
    assert!(!detail.holds_token);
    assert_eq!(detail.ca_subjects.len(), 1);
}

#[test]
fn servers_are_listed_by_name_and_pattern() {
    let (_home, array) = array();
    for server in ["k2", "K10", "other", "k1"] {
        array
            .create_kmip_server(&name(server), &options(&["h:5696"], "cert_2"))
            .unwrap();
    }
    assert_eq!(names(&array, "*"), ["k1", "K10", "k2", "other"]);
    assert_eq!(names(&array, "k*"), ["k1", "K10", "k2"]);
    assert_eq!(names(&array, "x*"), [""; 0]);
    let missing = array.kmip_servers(&"k3".parse().unwrap()).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert_eq!(missing.subject(), Some(&Subject::KmipServer(name("k3"))));
}

#[test]
fn a_name_is_given_once() {
    let (_home, array) = array();
    array
        .create_kmip_server(&name("k"), &options(&["h:5696"], "cert_2"))
        .unwrap();
    let again = array.create_kmip_server(&name("K"), &options(&["i:5696"], "cert_2"));
    assert_eq!(again.unwrap_err().to_string(), "KMIP server exists.");
    let creatable = array.check_new_kmip_server(&name("k"), &name("cert_2"));
    assert_eq!(creatable.unwrap_err().kind(), ErrorKind::Exists);
    assert_eq!(names(&array, "*"), ["k"]);
}

#[test]
fn its_certificate_must_exist() {
    let (_home, array) = array();
    let refused = array
        .create_kmip_server(&name("k"), &options(&["h:5696"], "cert_3"))
        .unwrap_err();
    assert_eq!(refused.to_string(), "Certificate does not exist.");
    assert_eq!(refused.kind(), ErrorKind::NotFound);
    assert_eq!(
        refused.subject(),
        Some(&Subject::Certificate(name("cert_3")))
    );
    assert_eq!(names(&array, "*"), [""; 0]);
}

#[test]
fn a_server_is_deleted_with_its_uris() {
    let (_home, array) = array();
    array
        .create_kmip_server(&name("k"), &options(&["h:5696", "i:5696"], "cert_2"))
        .unwrap();
    array.delete_kmip_server(&name("k"), false).unwrap();
    assert_eq!(names(&array, "*"), [""; 0]);
    let missing = array.delete_kmip_server(&name("k"), false).unwrap_err();
    assert_eq!(missing.to_string(), "KMIP server does not exist.");
    array
        .create_kmip_server(&name("k"), &options(&["j:5696"], "cert_2"))
        .unwrap();
    let found = array.kmip_server(&name("k")).unwrap();
    assert_eq!(found.uris.to_string(), "j:5696");
}
