//! What a certificate may be used for, as OpenSSL 3 judges it (RFC 5280, sections 4.2.1.3 and 4.2.1.9).
//! What rustls checks by itself is not repeated here.

use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

/// What a certificate may be used for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purpose {
    /// Whether it has the form that rustls reads: X.509 version 3.
    pub(super) is_version_3: bool,
    /// Whether its basic constraints say that it is a CA.
    pub(super) is_ca: bool,
    /// Whether it may sign certificates: a CA, or a root from before there were basic constraints.
    pub(super) signs_certificates: bool,
    /// Whether its key usage, when it has one, lets it take part in a TLS handshake.
    pub(super) proves_servers: bool,
}

impl Purpose {
    /// From DER; `None` when it is not an X.509 certificate.
    pub(super) fn of(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let is_version_3 = certificate.version() == X509Version::V3;
        let usage = certificate.key_usage().ok()?.map(|usage| usage.value);
        let constraints = certificate.basic_constraints().ok()?.map(|c| c.value);
        let is_ca = constraints.is_some_and(|constraints| constraints.ca);
        let is_ca_by_age = match constraints {
            Some(constraints) => constraints.ca,
            None => usage.is_some() || certificate.version() == X509Version::V1,
        };
        Some(Self {
            is_version_3,
            is_ca,
            signs_certificates: is_ca_by_age && usage.is_none_or(|usage| usage.key_cert_sign()),
            proves_servers: usage.is_none_or(|usage| {
                usage.digital_signature() || usage.key_encipherment() || usage.key_agreement()
            }),
        })
    }
}
