//! Why a certificate command failed.

use super::chain::ChainError;
use super::key::KeyError;
use super::subject::InvalidAttribute;
use crate::store::StoreError;

/// Why a certificate cannot be made, changed, shown or deleted. The sentences in front are those of
/// the real array; what follows them is ours.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// There is no certificate of that name.
    #[error("Certificate does not exist.")]
    Missing,
    /// There is one already.
    #[error("Certificate exists.")]
    Exists,
    /// The certificate every array has cannot be created or deleted.
    #[error("The management certificate can be neither created nor deleted.")]
    Management,
    /// KMIP servers identify themselves with it.
    #[error(
        "Certificate is in use by KMIP server {}. Give it another certificate with \
         purekmip setattr first.",
        .0.join(", ")
    )]
    InUse(Vec<String>),
    /// It would be valid beyond the last year that a certificate can name (RFC 5280, 4.1.2.5).
    #[error("Missing or invalid parameter. The certificate would end after the year 9999.")]
    BeyondCalendar,
    /// Two wishes exclude each other.
    #[error("Invalid combination of parameters specified. {0}")]
    Combination(&'static str),
    /// An attribute of an imported certificate cannot be carried over into a self-signed one.
    #[error("Missing or invalid parameter. {field} {reason}: give another one.")]
    Attribute {
        /// The attribute's name.
        field: &'static str,
        /// What is wrong with it.
        reason: InvalidAttribute,
    },
    /// The text holds no certificate.
    #[error("Missing or invalid parameter. {0}")]
    Text(String),
    /// The certificate and its intermediates do not form a chain.
    #[error("Missing or invalid parameter. {0}")]
    Chain(#[from] ChainError),
    /// A private key cannot be read, or is another certificate's.
    #[error("Failed to load the private key. {0}")]
    Key(#[from] KeyError),
    /// The certificate or the request could not be encoded.
    #[error("The certificate cannot be made: {0}.")]
    Encode(#[from] rcgen::Error),
    /// A certificate in the database cannot be read back.
    #[error("Certificate is damaged. Restore the array from an export, or delete the certificate.")]
    Damaged,
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for CertificateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
