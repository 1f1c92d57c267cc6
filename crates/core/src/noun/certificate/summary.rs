//! What an X.509 certificate says of itself: the columns of `purecert list`.

use jiff::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::der_parser::asn1_rs::{Oid, Tag};
use x509_parser::oid_registry::{
    OID_PKCS9_EMAIL_ADDRESS, OID_X509_COMMON_NAME, OID_X509_COUNTRY_NAME, OID_X509_LOCALITY_NAME,
    OID_X509_ORGANIZATION_NAME, OID_X509_ORGANIZATIONAL_UNIT, OID_X509_STATE_OR_PROVINCE_NAME,
};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::{AttributeTypeAndValue, SubjectPublicKeyInfo, X509Name};

use super::key_spec::KeyAlgorithm;
use super::validity::Validity;

/// What `purecert list` shows of a certificate. Texts have no control characters; `None` is an
/// attribute that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The kind of its key.
    pub key_algorithm: KeyAlgorithm,
    /// The size of its key in bits: of the modulus (RSA) or of the curve's field (EC, Ed25519).
    pub key_size: u32,
    /// The subject's common name, else its whole name.
    pub issued_to: Option<String>,
    /// The issuer's common name, else its whole name.
    pub issued_by: Option<String>,
    /// From when until when it is valid.
    pub validity: Validity,
    /// C
    pub country: Option<String>,
    /// ST
    pub state: Option<String>,
    /// L
    pub locality: Option<String>,
    /// O
    pub organization: Option<String>,
    /// OU
    pub organizational_unit: Option<String>,
    /// emailAddress
    pub email: Option<String>,
    /// CN
    pub common_name: Option<String>,
}

/// Bytes are no X.509 certificate, or one with a key of a kind not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableCertificate {
    /// Not X.509 in DER.
    #[error("The text is not an X.509 certificate")]
    Syntax,
    /// A date that cannot be represented.
    #[error("The dates of the certificate are out of range")]
    Dates,
    /// A key of another kind.
    #[error("The certificate's key is neither RSA, nor EC on P-256, P-384 or P-521, nor Ed25519")]
    Key,
}

/// Parses a certificate in DER that fills `der` to its end.
pub(super) fn parse(der: &[u8]) -> Result<X509Certificate<'_>, UnreadableCertificate> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(UnreadableCertificate::Syntax),
    }
}

impl Summary {
    /// Of a parsed certificate.
    ///
    /// # Errors
    /// When its key is of a kind not known here, or its dates cannot be represented.
    pub(super) fn of(certificate: &X509Certificate<'_>) -> Result<Self, UnreadableCertificate> {
        let subject = certificate.subject();
        let issuer = certificate.issuer();
        let (key_algorithm, key_size) = key_of(certificate.public_key())?;
        let time =
            |seconds| Timestamp::from_second(seconds).map_err(|_| UnreadableCertificate::Dates);
        let validity = Validity {
            from: time(certificate.validity().not_before.timestamp())?,
            // "No expiry" is a second of the year 9999 that jiff has no name for (RFC 5280, section
            // 4.1.2.5).
            to: time(
                certificate
                    .validity()
                    .not_after
                    .timestamp()
                    .min(Timestamp::MAX.as_second()),
            )?,
        };
        let common_name = attribute(subject, &OID_X509_COMMON_NAME);
        Ok(Self {
            key_algorithm,
            key_size,
            issued_to: common_name.clone().or_else(|| whole(subject)),
            issued_by: attribute(issuer, &OID_X509_COMMON_NAME).or_else(|| whole(issuer)),
            validity,
            country: attribute(subject, &OID_X509_COUNTRY_NAME),
            state: attribute(subject, &OID_X509_STATE_OR_PROVINCE_NAME),
            locality: attribute(subject, &OID_X509_LOCALITY_NAME),
            organization: attribute(subject, &OID_X509_ORGANIZATION_NAME),
            organizational_unit: attribute(subject, &OID_X509_ORGANIZATIONAL_UNIT),
            email: attribute(subject, &OID_PKCS9_EMAIL_ADDRESS),
            common_name,
        })
    }
}

/// The kind and the size in bits of a public key.
fn key_of(info: &SubjectPublicKeyInfo<'_>) -> Result<(KeyAlgorithm, u32), UnreadableCertificate> {
    const ED25519: &str = "1.3.101.112";
    let unknown = UnreadableCertificate::Key;
    match info.parsed().map_err(|_| unknown)? {
        PublicKey::RSA(key) => {
            let digits = &key.modulus[key.modulus.iter().take_while(|b| **b == 0).count()..];
            let first = digits.first().ok_or(unknown)?;
            let bits = digits.len() * 8 - first.leading_zeros() as usize;
            Ok((KeyAlgorithm::Rsa, u32::try_from(bits).map_err(|_| unknown)?))
        }
        // A byte, and two coordinates, or one of a compressed point (SEC 1, section 2.3.3).
        PublicKey::EC(point) => match point.data().len() {
            65 | 33 => Ok((KeyAlgorithm::Ec, 256)),
            97 | 49 => Ok((KeyAlgorithm::Ec, 384)),
            133 | 67 => Ok((KeyAlgorithm::Ec, 521)),
            _ => Err(unknown),
        },
        _ if info.algorithm.algorithm.to_id_string() == ED25519 => Ok((KeyAlgorithm::Ed25519, 256)),
        _ => Err(unknown),
    }
}

/// The values of that type, joined by a comma when there are several.
fn attribute(name: &X509Name<'_>, kind: &Oid<'_>) -> Option<String> {
    let values: Vec<String> = name.iter_by_oid(kind).map(text).collect();
    if values.is_empty() {
        None
    } else {
        Some(values.join(", "))
    }
}

/// The whole name, for one that has no common name; `None` when it is empty.
fn whole(name: &X509Name<'_>) -> Option<String> {
    let text = clean(&name.to_string());
    if text.is_empty() { None } else { Some(text) }
}

fn text(attribute: &AttributeTypeAndValue<'_>) -> String {
    let bytes = attribute.as_slice();
    match attribute.attr_value().tag() {
        Tag::BmpString => {
            let units = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            let letters =
                char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
            clean(&letters.collect::<String>())
        }
        // In practice the T.61 strings of old certificates are Latin 1.
        Tag::T61String => clean(&bytes.iter().copied().map(char::from).collect::<String>()),
        _ => clean(&String::from_utf8_lossy(bytes)),
    }
}

/// Without control characters: a certificate must not be able to move the reader's cursor.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}
