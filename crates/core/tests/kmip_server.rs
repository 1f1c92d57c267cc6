//! KMIP servers as objects: made, listed and deleted, or refused with nothing changed.

use pure_core::array::Layout;
use pure_core::certificate::{self, SelfSigned};
use pure_core::kmip_server::{self, KmipServerError, NewKmipServer, Signature, Uri, Uris};
use pure_core::{Array, Home, NamePattern, ObjectName};

/// An array in a home of its own, with the certificate `cert_2`.
fn array() -> (tempfile::TempDir, Array) {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(&folder.path().join("home")).unwrap();
    let array = Array::create(&home, &name("pure01"), &Layout::default()).unwrap();
    certificate::create_self_signed(&array, &name("cert_2"), &SelfSigned::default()).unwrap();
    (folder, array)
}

fn name(text: &str) -> ObjectName {
    text.parse().unwrap()
}

fn wish(uris: &[&str], certificate: &str) -> NewKmipServer {
    let uris: Vec<Uri> = uris.iter().map(|uri| uri.parse().unwrap()).collect();
    NewKmipServer {
        uris: Uris::try_from(uris).unwrap(),
        certificate: name(certificate),
        ca_certificate: None,
    }
}

fn names(array: &Array, pattern: &str) -> Vec<String> {
    let pattern: NamePattern = pattern.parse().unwrap();
    let found = array
        .store()
        .read(|db| kmip_server::list(db, &pattern))
        .unwrap();
    found.iter().map(|server| server.name.to_string()).collect()
}

#[test]
fn a_server_is_read_back_as_it_was_made() {
    let (_folder, array) = array();
    let key = rcgen::KeyPair::generate().unwrap();
    let ca = rcgen::CertificateParams::default()
        .self_signed(&key)
        .unwrap()
        .pem();
    let mut wish = wish(
        &["b.example:5696", "[::1]:5697", "a.example:5696"],
        "CERT_2",
    );
    wish.ca_certificate = Some(ca.parse().unwrap());
    let made = kmip_server::create(&array, &name("Kmip_srvr"), &wish).unwrap();
    let found = array
        .store()
        .read(|db| kmip_server::find(db, &name("kmip_SRVR")))
        .unwrap();
    assert_eq!(found.id, made.id);
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
    assert_eq!(found.ca_certificate.unwrap().as_pem(), ca.trim());
}

#[test]
fn servers_are_listed_by_name_and_pattern() {
    let (_folder, array) = array();
    for server in ["k2", "K10", "other", "k1"] {
        kmip_server::create(&array, &name(server), &wish(&["h:5696"], "cert_2")).unwrap();
    }
    assert_eq!(names(&array, "*"), ["k1", "K10", "k2", "other"]);
    assert_eq!(names(&array, "k*"), ["k1", "K10", "k2"]);
    assert_eq!(names(&array, "x*"), [""; 0]);
    let missing = array
        .store()
        .read(|db| kmip_server::list(db, &"k3".parse().unwrap()));
    assert!(matches!(missing, Err(KmipServerError::Missing)));
}

#[test]
fn a_name_is_given_once() {
    let (_folder, array) = array();
    kmip_server::create(&array, &name("k"), &wish(&["h:5696"], "cert_2")).unwrap();
    let again = kmip_server::create(&array, &name("K"), &wish(&["i:5696"], "cert_2"));
    assert_eq!(again.unwrap_err().to_string(), "KMIP server exists.");
    let creatable = kmip_server::require_creatable(&array, &name("k"), &name("cert_2"));
    assert!(matches!(creatable, Err(KmipServerError::Exists)));
    assert_eq!(names(&array, "*"), ["k"]);
}

#[test]
fn its_certificate_must_exist() {
    let (_folder, array) = array();
    let error = kmip_server::create(&array, &name("k"), &wish(&["h:5696"], "cert_3")).unwrap_err();
    assert_eq!(error.to_string(), "Certificate does not exist.");
    assert_eq!(error.subject().unwrap().as_str(), "cert_3");
    assert_eq!(names(&array, "*"), [""; 0]);
}

#[test]
fn a_server_is_deleted_with_its_uris() {
    let (_folder, array) = array();
    kmip_server::create(&array, &name("k"), &wish(&["h:5696", "i:5696"], "cert_2")).unwrap();
    kmip_server::delete(&array, &name("k")).unwrap();
    assert_eq!(names(&array, "*"), [""; 0]);
    let missing = kmip_server::delete(&array, &name("k")).unwrap_err();
    assert_eq!(missing.to_string(), "KMIP server does not exist.");
    kmip_server::create(&array, &name("k"), &wish(&["j:5696"], "cert_2")).unwrap();
    let found = array
        .store()
        .read(|db| kmip_server::find(db, &name("k")))
        .unwrap();
    assert_eq!(found.uris.to_string(), "j:5696");
}

#[test]
fn the_server_of_the_security_token_stays() {
    let (_folder, array) = array();
    let server = kmip_server::create(&array, &name("k"), &wish(&["h:5696"], "cert_2")).unwrap();
    let signature = "fb2aade21650857a11bf77d64dc14135c28692d45cabaefb241e00a49c0b9a87";
    let execute = |sql: &str| {
        array
            .store()
            .read(|db| db.execute(sql, []).map_err(|e| array.store().error(e)))
            .unwrap()
    };
    execute(&format!(
        "INSERT INTO token (one, kind, kmip_server, key_id, key_name, signature)
         VALUES (1, 'KMIP', {}, '17', 'pure01', '{signature}')",
        server.id.0
    ));
    let refused = kmip_server::delete(&array, &name("k")).unwrap_err();
    assert!(matches!(refused, KmipServerError::InUse), "{refused}");
    let sealed = array
        .store()
        .read(|db| kmip_server::sealed_key(db, server.id))
        .unwrap()
        .unwrap();
    assert_eq!((sealed.id.as_str(), sealed.name.as_str()), ("17", "pure01"));
    assert_eq!(sealed.signature, signature.parse::<Signature>().unwrap());

    execute("DELETE FROM token");
    execute(&format!(
        "INSERT INTO token_intent VALUES ('pure01-1', {}, NULL)",
        server.id.0
    ));
    let refused = kmip_server::delete(&array, &name("k")).unwrap_err();
    assert!(
        matches!(&refused, KmipServerError::Unfinished(key) if key == "pure01-1"),
        "{refused}"
    );
    execute("DELETE FROM token_intent");
    kmip_server::delete(&array, &name("k")).unwrap();
}
