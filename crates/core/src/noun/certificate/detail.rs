//! What is inside a certificate: for `purecert list --detail`, and the certificate itself in PEM.

use aws_lc_rs::digest;
use rusqlite::Connection;
use std::net::IpAddr;
use x509_parser::extensions::{GeneralName, ParsedExtension};

use super::alternative_name::AlternativeName;
use super::summary::{clean, parse};
use super::{CertificateError, CertificateId, pem, table};

/// What `purecert list --detail` shows besides what is in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The serial number, in hex digits, two a byte.
    pub serial: String,
    /// SHA-256 of the certificate in DER: 32 bytes as hex digits, with colons between.
    pub fingerprint: String,
    /// The alternative names of every kind, as `DNS:...`, `IP:...`, `email:...`, `URI:...`.
    pub alternative_names: Vec<String>,
    /// keyUsage and extKeyUsage, by the names of RFC 5280.
    pub uses: Vec<String>,
}

/// Reads the details of a certificate.
///
/// # Errors
/// When there is none with that id, or it cannot be parsed.
pub(crate) fn detail(db: &Connection, id: CertificateId) -> Result<Detail, CertificateError> {
    let der = table::material(db, id)?.certificate;
    let certificate = parse(&der).map_err(|_| CertificateError::Damaged)?;
    let mut alternative_names = Vec::new();
    let mut uses = Vec::new();
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectAlternativeName(names) => {
                alternative_names.extend(names.general_names.iter().map(shown));
            }
            ParsedExtension::KeyUsage(usage) => {
                let all = [
                    (usage.digital_signature(), "digitalSignature"),
                    (usage.non_repudiation(), "nonRepudiation"),
                    (usage.key_encipherment(), "keyEncipherment"),
                    (usage.data_encipherment(), "dataEncipherment"),
                    (usage.key_agreement(), "keyAgreement"),
                    (usage.key_cert_sign(), "keyCertSign"),
                    (usage.crl_sign(), "cRLSign"),
                    (usage.encipher_only(), "encipherOnly"),
                    (usage.decipher_only(), "decipherOnly"),
                ];
                uses.extend(
                    all.iter()
                        .filter(|(set, _)| *set)
                        .map(|(_, name)| (*name).to_owned()),
                );
            }
            ParsedExtension::ExtendedKeyUsage(usage) => {
                let all = [
                    (usage.any, "anyExtendedKeyUsage"),
                    (usage.server_auth, "serverAuth"),
                    (usage.client_auth, "clientAuth"),
                    (usage.code_signing, "codeSigning"),
                    (usage.email_protection, "emailProtection"),
                    (usage.time_stamping, "timeStamping"),
                    (usage.ocsp_signing, "OCSPSigning"),
                ];
                uses.extend(
                    all.iter()
                        .filter(|(set, _)| *set)
                        .map(|(_, name)| (*name).to_owned()),
                );
                uses.extend(usage.other.iter().map(ToString::to_string));
            }
            _ => {}
        }
    }
    let fingerprint = digest::digest(&digest::SHA256, &der);
    let pairs: Vec<_> = fingerprint
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    Ok(Detail {
        serial: hex::encode(certificate.raw_serial()),
        fingerprint: pairs.join(":"),
        alternative_names,
        uses,
    })
}

pub(super) fn shown(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(name) => clean(&format!("DNS:{name}")),
        GeneralName::IPAddress(bytes) => match address(bytes) {
            Some(address) => format!("IP:{address}"),
            None => format!("IP:{}", hex::encode(bytes)),
        },
        GeneralName::RFC822Name(name) => clean(&format!("email:{name}")),
        GeneralName::URI(name) => clean(&format!("URI:{name}")),
        other => clean(&other.to_string()),
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

/// The host names and addresses of a certificate in DER; alternative names of other kinds cannot be
/// carried over into another certificate.
pub(super) fn alternative_names(der: &[u8]) -> Result<Vec<AlternativeName>, CertificateError> {
    let certificate = parse(der).map_err(|_| CertificateError::Damaged)?;
    let found = certificate
        .subject_alternative_name()
        .map_err(|_| CertificateError::Damaged)?;
    let names = found
        .map(|extension| extension.value.general_names.as_slice())
        .unwrap_or_default();
    let known = names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => name.parse().ok(),
        GeneralName::IPAddress(bytes) => address(bytes).map(AlternativeName::Ip),
        _ => None,
    });
    Ok(known.collect())
}

/// The certificate in PEM.
///
/// # Errors
/// When there is none with that id.
pub(crate) fn certificate_pem(
    db: &Connection,
    id: CertificateId,
) -> Result<String, CertificateError> {
    Ok(pem::encode(
        pem::CERTIFICATE,
        &table::material(db, id)?.certificate,
    ))
}

/// The intermediates in PEM, from the certificate's issuer upwards; empty when there is none.
///
/// # Errors
/// When there is no certificate with that id.
pub(crate) fn intermediates_pem(
    db: &Connection,
    id: CertificateId,
) -> Result<String, CertificateError> {
    let intermediates = table::material(db, id)?.intermediates()?;
    Ok(intermediates
        .iter()
        .map(|der| pem::encode(pem::CERTIFICATE, der))
        .collect())
}
