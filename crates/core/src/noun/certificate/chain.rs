//! A certificate with the intermediates between it and a root.

use kmip::client::{self, CanonicalName, Flaw, is_signed_by};
use rustls::crypto::aws_lc_rs::default_provider;
use x509_parser::certificate::X509Certificate;

use super::chain_error::{ChainError, MAX_LENGTH};
use super::summary::{self, Summary, UnreadableCertificate};
use super::{CertificateError, pem};

/// A leaf and its intermediates, of which each is signed by the next.
pub(super) struct Chain {
    /// The certificate itself, in DER.
    pub(super) leaf: Vec<u8>,
    /// What it says of itself.
    pub(super) summary: Summary,
    /// Its public key, as the BIT STRING of its SubjectPublicKeyInfo holds it.
    pub(super) public_key: Vec<u8>,
    /// DER, from the leaf's issuer upwards.
    pub(super) intermediates: Vec<Vec<u8>>,
}

impl Chain {
    /// Reads the certificate, and the intermediates from a text of their own or after it.
    ///
    /// # Errors
    /// When a text holds no certificate or something else, or the order is wrong.
    pub(super) fn read(text: &str, intermediates: Option<&str>) -> Result<Self, CertificateError> {
        let mut all = certificates(text, "certificate")?;
        if let Some(text) = intermediates {
            all.extend(certificates(text, "intermediate certificate")?);
        }
        if all.len() > MAX_LENGTH {
            return Err(ChainError::TooLong.into());
        }
        let (summary, public_key) = check(&all)?;
        let leaf = all.remove(0);
        Ok(Self {
            leaf,
            summary,
            public_key,
            intermediates: all,
        })
    }
}

/// The certificates of a text in PEM: at least one, and nothing else.
fn certificates(text: &str, what: &str) -> Result<Vec<Vec<u8>>, CertificateError> {
    let refuse = |reason: String| Err(CertificateError::Text(reason));
    if text.trim().is_empty() {
        return refuse(format!("No {what} was given."));
    }
    let mut blocks = match pem::blocks(text) {
        Ok(blocks) => blocks,
        Err(error) => return refuse(format!("{error}.")),
    };
    // Web servers keep the parameters of a key exchange beside their certificate.
    blocks.retain(|block| !block.label.ends_with("PARAMETERS"));
    let is_certificate =
        |label: &str| [pem::CERTIFICATE, "X509 CERTIFICATE", "X.509 CERTIFICATE"].contains(&label);
    if let Some(other) = blocks.iter().find(|block| !is_certificate(&block.label)) {
        let command = match other.label.as_str() {
            "TRUSTED CERTIFICATE" => " Convert it with openssl x509 -in FILE.",
            "PKCS7" | "CMS" => " Convert it with openssl pkcs7 -print_certs -in FILE.",
            "PKCS12" => " Convert it with openssl pkcs12 -in FILE.",
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
                " Give the certificate that the certification authority issued for it."
            }
            _ => "",
        };
        return refuse(format!(
            "The text holds a {} where the {what} belongs.{command}",
            other.label
        ));
    }
    if blocks.is_empty() {
        return refuse(format!(
            "The text is not a PEM {what}: it has no line -----BEGIN CERTIFICATE-----."
        ));
    }
    Ok(blocks.into_iter().map(|block| block.der.to_vec()).collect())
}

/// Checks the order, and reads what the first certificate says of itself, and its public key.
fn check(all: &[Vec<u8>]) -> Result<(Summary, Vec<u8>), ChainError> {
    let parsed = all
        .iter()
        .map(|der| summary::parse(der))
        .collect::<Result<Vec<_>, _>>()?;
    for (below, pair) in parsed.windows(2).enumerate() {
        let [subject, issuer] = pair else { continue };
        let named = CanonicalName::of_der(subject.issuer().as_raw());
        if named != CanonicalName::of_der(issuer.subject().as_raw()) {
            return Err(ChainError::Order {
                subject: subject_of(subject)?,
                named: Summary::of(subject)?.issued_by.unwrap_or_default(),
                issuer: subject_of(issuer)?,
            });
        }
        if !issuer.is_ca() {
            return Err(ChainError::NotAuthority(subject_of(issuer)?));
        }
        if !signs_certificates(issuer) {
            return Err(ChainError::NoCertSign(subject_of(issuer)?));
        }
        if path_length(issuer).is_some_and(|most| usize::try_from(most).is_ok_and(|m| below > m)) {
            return Err(ChainError::PathLength(subject_of(issuer)?));
        }
        let is_signed = subject.verify_signature(Some(issuer.public_key())).is_ok()
            || is_signed_by(&all[below], &all[below + 1], &default_provider());
        // What only old libraries verify is told when it is imported.
        let is_old = || {
            let flaws = client::flaws(&all[below]);
            flaws.iter().any(|flaw| matches!(flaw, Flaw::OldHash(_)))
        };
        if !is_signed && !is_old() {
            return Err(ChainError::Signature {
                subject: subject_of(subject)?,
                issuer: subject_of(issuer)?,
            });
        }
    }
    let leaf = &parsed[0];
    let public_key = leaf.public_key().subject_public_key.data.to_vec();
    Ok((Summary::of(leaf)?, public_key))
}

fn signs_certificates(issuer: &X509Certificate<'_>) -> bool {
    let usage = issuer.key_usage().ok().flatten();
    usage.is_none_or(|usage| usage.value.key_cert_sign())
}

/// How many intermediates may follow below that one.
fn path_length(issuer: &X509Certificate<'_>) -> Option<u32> {
    let constraints = issuer.basic_constraints().ok().flatten()?;
    constraints.value.path_len_constraint
}

fn subject_of(certificate: &X509Certificate<'_>) -> Result<String, UnreadableCertificate> {
    Ok(Summary::of(certificate)?
        .issued_to
        .unwrap_or_else(|| "a certificate without a name".into()))
}
