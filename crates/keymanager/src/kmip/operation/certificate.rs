//! What a certificate says of itself, as attributes (KMIP 1.4, sections 3.8 to 3.15; 2.1, section 4.8).

use kmip::Attribute;
use kmip::enums::CryptographicAlgorithm;
use kmip::ttlv::{Item, Tag, Value};
use x509_parser::certificate::X509Certificate;
use x509_parser::oid_registry::{
    OID_DOMAIN_COMPONENT, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_PKCS1_RSAENCRYPTION,
    OID_PKCS9_EMAIL_ADDRESS, OID_USERID, OID_X509_COMMON_NAME, OID_X509_COUNTRY_NAME,
    OID_X509_DN_QUALIFIER, OID_X509_LOCALITY_NAME, OID_X509_ORGANIZATION_NAME,
    OID_X509_ORGANIZATIONAL_UNIT, OID_X509_SERIALNUMBER, OID_X509_STATE_OR_PROVINCE_NAME,
    OID_X509_TITLE, Oid,
};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::X509Name;

/// The type of X.509 certificates.
pub(super) const X509: u32 = 1;

const ISSUER_DISTINGUISHED_NAME: Tag = Tag::new(0x42_00B2);
const SUBJECT_DISTINGUISHED_NAME: Tag = Tag::new(0x42_00B4);
const CERTIFICATE_SERIAL_NUMBER: Tag = Tag::new(0x42_00AF);
const CERTIFICATE_ISSUER_DISTINGUISHED_NAME: Tag = Tag::new(0x42_0017);
const CERTIFICATE_SUBJECT_DISTINGUISHED_NAME: Tag = Tag::new(0x42_001C);
const ISSUER: Tag = Tag::new(0x42_003B);
const SERIAL_NUMBER: Tag = Tag::new(0x42_0087);

/// What a certificate says of itself.
#[derive(Default)]
pub(super) struct Description {
    pub(super) algorithm: Option<CryptographicAlgorithm>,
    pub(super) length: Option<i32>,
    pub(super) attributes: Vec<Attribute>,
}

/// Reads a certificate of that type. Of one that cannot be read only its length is known.
pub(super) fn describe(kind: u32, value: &[u8]) -> Description {
    let mut described = Description::default();
    let length = i32::try_from(value.len()).unwrap_or(i32::MAX);
    let mut add = |name: &str, value| described.attributes.push(Attribute::new(name, value));
    add("Certificate Type", Value::Enumeration(kind));
    add("Certificate Length", Value::Integer(length));
    if kind != X509 {
        return described;
    }
    let Ok((_, certificate)) = X509Certificate::from_der(value) else {
        return described;
    };
    let serial = certificate.raw_serial();
    let digits: String = serial.iter().map(|byte| format!("{byte:02x}")).collect();
    let (issuer, subject) = (certificate.issuer(), certificate.subject());
    let (of_issuer, of_subject) = (issuer.as_raw(), subject.as_raw());
    let text = Item::text;
    add(
        "X.509 Certificate Identifier",
        Value::Structure(vec![
            Item::bytes(ISSUER_DISTINGUISHED_NAME, of_issuer),
            Item::bytes(CERTIFICATE_SERIAL_NUMBER, integer_in_der(serial)),
        ]),
    );
    let within = |tag, bytes: &[u8]| Value::Structure(vec![Item::bytes(tag, bytes)]);
    add(
        "X.509 Certificate Issuer",
        within(ISSUER_DISTINGUISHED_NAME, of_issuer),
    );
    add(
        "X.509 Certificate Subject",
        within(SUBJECT_DISTINGUISHED_NAME, of_subject),
    );
    // As they were until 1.0, and are told until 1.4.
    let (issuer_text, subject_text) = (in_a_line(issuer), in_a_line(subject));
    add(
        "Certificate Identifier",
        Value::Structure(vec![
            text(ISSUER, issuer_text.as_str()),
            text(SERIAL_NUMBER, digits.as_str()),
        ]),
    );
    let within = |tag, name: &str| Value::Structure(vec![Item::text(tag, name)]);
    add(
        "Certificate Issuer",
        within(CERTIFICATE_ISSUER_DISTINGUISHED_NAME, &issuer_text),
    );
    add(
        "Certificate Subject",
        within(CERTIFICATE_SUBJECT_DISTINGUISHED_NAME, &subject_text),
    );
    if let Some(code) = signature_algorithm(&certificate) {
        add("Digital Signature Algorithm", Value::Enumeration(code));
    }
    for (whose, name) in [("Issuer", issuer), ("Subject", subject)] {
        for (part, oid) in parts() {
            for attribute in name.iter_by_oid(&oid) {
                if let Some(value) = text_of(attribute) {
                    add(
                        &format!("Certificate {whose} {part}"),
                        Value::TextString(value),
                    );
                }
            }
        }
    }
    (described.algorithm, described.length) = key(&certificate);
    described
}

/// The parts of a distinguished name that are attributes from 1.4 on.
fn parts() -> [(&'static str, Oid<'static>); 12] {
    [
        ("CN", OID_X509_COMMON_NAME),
        ("O", OID_X509_ORGANIZATION_NAME),
        ("OU", OID_X509_ORGANIZATIONAL_UNIT),
        ("Email", OID_PKCS9_EMAIL_ADDRESS),
        ("C", OID_X509_COUNTRY_NAME),
        ("ST", OID_X509_STATE_OR_PROVINCE_NAME),
        ("L", OID_X509_LOCALITY_NAME),
        ("UID", OID_USERID),
        ("Serial Number", OID_X509_SERIALNUMBER),
        ("Title", OID_X509_TITLE),
        ("DC", OID_DOMAIN_COMPONENT),
        ("DN Qualifier", OID_X509_DN_QUALIFIER),
    ]
}

fn text_of(attribute: &x509_parser::x509::AttributeTypeAndValue<'_>) -> Option<String> {
    attribute.as_str().ok().map(str::to_owned)
}

/// A distinguished name, what is most particular first (RFC 4514).
fn in_a_line(name: &X509Name<'_>) -> String {
    let escaped = |text: String| {
        let special = |c: char| matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';');
        let mut line = String::with_capacity(text.len());
        for c in text.chars() {
            if special(c) {
                line.push('\\');
            }
            line.push(c);
        }
        line
    };
    let mut parts_of_name = Vec::new();
    for attribute in name.iter_attributes() {
        let oid = attribute.attr_type();
        let known = parts().into_iter().find(|(_, known)| known == oid);
        let label = known.map_or_else(|| oid.to_id_string(), |(label, _)| label.to_owned());
        if let Some(value) = text_of(attribute) {
            parts_of_name.push(format!("{label}={}", escaped(value)));
        }
    }
    parts_of_name.reverse();
    parts_of_name.join(",")
}

/// The bytes of an integer as DER has it.
fn integer_in_der(content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2];
    match u8::try_from(content.len()) {
        Ok(short @ 0..0x80) => bytes.push(short),
        Ok(long) => bytes.extend([0x81, long]),
        // RFC 5280 allows 20 bytes.
        Err(_) => return content.to_vec(),
    }
    bytes.extend(content);
    bytes
}

fn key(certificate: &X509Certificate<'_>) -> (Option<CryptographicAlgorithm>, Option<i32>) {
    let key = certificate.public_key();
    let oid = &key.algorithm.algorithm;
    let algorithm = if *oid == OID_PKCS1_RSAENCRYPTION {
        Some(CryptographicAlgorithm::Rsa)
    } else if *oid == OID_KEY_TYPE_EC_PUBLIC_KEY {
        Some(CryptographicAlgorithm::Ec)
    } else {
        None
    };
    let bits = match key.parsed() {
        Ok(PublicKey::RSA(key)) => Some(key.key_size()),
        Ok(PublicKey::EC(point)) => Some(point.key_size()),
        _ => None,
    };
    (algorithm, bits.and_then(|bits| i32::try_from(bits).ok()))
}

/// The number of Digital Signature Algorithm (KMIP 1.4, section 9.1.3.2.7).
fn signature_algorithm(certificate: &X509Certificate<'_>) -> Option<u32> {
    let oid = certificate.signature_algorithm.algorithm.to_id_string();
    Some(match oid.as_str() {
        "1.2.840.113549.1.1.2" => 0x01,
        "1.2.840.113549.1.1.4" => 0x02,
        "1.2.840.113549.1.1.5" => 0x03,
        "1.2.840.113549.1.1.14" => 0x04,
        "1.2.840.113549.1.1.11" => 0x05,
        "1.2.840.113549.1.1.12" => 0x06,
        "1.2.840.113549.1.1.13" => 0x07,
        "1.2.840.113549.1.1.10" => 0x08,
        "1.2.840.10040.4.3" => 0x09,
        "2.16.840.1.101.3.4.3.1" => 0x0A,
        "2.16.840.1.101.3.4.3.2" => 0x0B,
        "1.2.840.10045.4.1" => 0x0C,
        "1.2.840.10045.4.3.1" => 0x0D,
        "1.2.840.10045.4.3.2" => 0x0E,
        "1.2.840.10045.4.3.3" => 0x0F,
        "1.2.840.10045.4.3.4" => 0x10,
        _ => return None,
    })
}
