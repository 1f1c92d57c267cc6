//! What a certificate says of itself.

use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::canonical::{CanonicalName, text};

/// What a certificate says of itself (RFC 5280, section 4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateFacts {
    /// Its subject.
    pub subject: String,
    /// Its issuer.
    pub issuer: String,
    /// Whether subject and issuer are the same (as RFC 5280, section 7.1, compares names).
    pub self_issued: bool,
    /// Its common name.
    pub common_name: Option<String>,
    /// The DNS names and IP addresses of its subject alternative name; `None` when it has no such
    /// extension.
    pub alternative_names: Option<Vec<String>>,
    /// Seconds since 1970 UTC.
    pub not_before: i64,
    /// Seconds since 1970 UTC.
    pub not_after: i64,
    /// Whether its extended key usage, when it has one, names TLS servers. `anyExtendedKeyUsage` does
    /// not: neither OpenSSL nor rustls accepts it.
    pub server_auth: bool,
    /// Whether its extended key usage, when it has one, names TLS clients.
    pub client_auth: bool,
}

impl CertificateFacts {
    /// From DER; `None` when it is not an X.509 certificate.
    #[must_use]
    pub fn of(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        Some(Self::of_parsed(&certificate))
    }

    /// What it is called in a message: its subject, or else its alternative names.
    #[must_use]
    pub fn title(&self) -> String {
        match self.alternative_names.as_deref() {
            Some(names @ [_, ..]) if self.subject.is_empty() => {
                format!("for {} (without a subject)", names.join(", "))
            }
            _ if self.subject.is_empty() => "without a subject".to_owned(),
            _ => self.subject.clone(),
        }
    }

    pub(super) fn of_parsed(certificate: &X509Certificate<'_>) -> Self {
        let usage = certificate
            .extended_key_usage()
            .ok()
            .flatten()
            .map(|usage| usage.value);
        let alternative_names = certificate.subject_alternative_name().ok().flatten();
        Self {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            self_issued: CanonicalName::of(certificate.subject())
                == CanonicalName::of(certificate.issuer()),
            common_name: common_name(certificate),
            alternative_names: alternative_names
                .map(|names| names.value.general_names.iter().filter_map(name).collect()),
            not_before: certificate.validity().not_before.timestamp(),
            not_after: certificate.validity().not_after.timestamp(),
            server_auth: usage.is_none_or(|usage| usage.server_auth),
            client_auth: usage.is_none_or(|usage| usage.client_auth),
        }
    }
}

fn common_name(certificate: &X509Certificate<'_>) -> Option<String> {
    let name = certificate.subject().iter_common_name().next()?;
    text(name.attr_value())
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::Invalid(tag, bytes) if tag.0 == 2 => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => Some(std::net::IpAddr::from(<[u8; 4]>::try_from(*bytes).ok()?).to_string()),
            16 => Some(std::net::IpAddr::from(<[u8; 16]>::try_from(*bytes).ok()?).to_string()),
            _ => None,
        },
        _ => None,
    }
}
