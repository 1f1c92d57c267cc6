//! The certificate itself and its intermediates, read once for all that is asked of them.

use rusqlite::Connection;
use x509_parser::extensions::ParsedExtension;

use super::detail::shown;
use super::summary::parse;
use super::{CertificateError, CertificateId, pem, table};

/// A certificate and its intermediates.
#[derive(Clone, Debug)]
pub struct Contents {
    /// DER
    certificate: Vec<u8>,
    /// DER, each for itself, from the certificate's issuer upwards.
    intermediates: Vec<Vec<u8>>,
}

/// The certificate with that id, and its intermediates.
///
/// # Errors
/// When there is none, or the database cannot be read.
pub(crate) fn contents(db: &Connection, id: CertificateId) -> Result<Contents, CertificateError> {
    let (certificate, intermediates) = table::public_material(db, id)?;
    Ok(Contents {
        certificate,
        intermediates: table::split(&intermediates)?,
    })
}

impl Contents {
    /// The alternative names of every kind, as `DNS:...`, `IP:...`, `email:...`, `URI:...`.
    ///
    /// # Errors
    /// When the certificate cannot be parsed.
    pub fn alternative_names(&self) -> Result<Vec<String>, CertificateError> {
        let certificate = parse(&self.certificate).map_err(|_| CertificateError::Damaged)?;
        let names = certificate.extensions().iter().filter_map(|extension| {
            match extension.parsed_extension() {
                ParsedExtension::SubjectAlternativeName(names) => Some(&names.general_names),
                _ => None,
            }
        });
        Ok(names.flatten().map(shown).collect())
    }

    /// The certificate in PEM (RFC 7468).
    pub fn pem(&self) -> String {
        pem::encode(pem::CERTIFICATE, &self.certificate)
    }

    /// The intermediates in PEM, from the certificate's issuer upwards; empty when there are none.
    pub fn intermediates_pem(&self) -> String {
        let each = self.intermediates.iter();
        each.map(|der| pem::encode(pem::CERTIFICATE, der)).collect()
    }
}
