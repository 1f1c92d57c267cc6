//! Why a certificate command failed.

use super::chain_error::ChainError;
use super::key::KeyError;
use super::key_spec::InvalidKeySpec;
use super::subject::NotCarriedOver;
use crate::ground::{ErrorKind, Explain, Message, ObjectName, Remedy, StoreError};

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
    /// There is one already that differs in that from what is asked for.
    #[error("Certificate exists, with another {0}.")]
    Differs(&'static str),
    /// The certificate every array has cannot be created or deleted.
    #[error("The management certificate can be neither created nor deleted.")]
    Management,
    /// KMIP servers identify themselves with it.
    #[error("Certificate is in use by KMIP server {}.", .0.join(", "))]
    InUse(Vec<String>),
    /// The array would be locked out with the new one.
    #[error(
        "The array is locked with a key that it fetches from KMIP server {server} by this certificate, \
         and could not be unlocked after this change. {reasons} Nothing was changed."
    )]
    WouldLockOut {
        /// The KMIP server.
        server: ObjectName,
        /// Each URI, and why.
        reasons: Message,
    },
    /// It would be valid beyond the last year that a certificate can name (RFC 5280, 4.1.2.5).
    #[error("Missing or invalid parameter. The certificate would end after the year 9999.")]
    BeyondCalendar,
    /// A size was given for a kind of key that has only one.
    #[error("Invalid combination of parameters specified. {0}")]
    KeySpec(#[from] InvalidKeySpec),
    /// It is imported, and only another one can take its place.
    #[error("Invalid combination of parameters specified. The certificate is imported.")]
    Imported,
    /// An attribute of an imported certificate cannot be carried over into a self-signed one.
    #[error("Missing or invalid parameter. {0}")]
    Attribute(#[from] NotCarriedOver),
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

impl Explain for CertificateError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing => ErrorKind::NotFound,
            Self::Exists | Self::Differs(_) => ErrorKind::Exists,
            Self::Management | Self::WouldLockOut { .. } => ErrorKind::Refused,
            Self::InUse(_) => ErrorKind::InUse,
            Self::BeyondCalendar
            | Self::KeySpec(_)
            | Self::Imported
            | Self::Attribute(_)
            | Self::Text(_)
            | Self::Chain(_)
            | Self::Encode(_) => ErrorKind::Invalid,
            Self::Key(error) => error.kind(),
            Self::Damaged => ErrorKind::Damaged,
            Self::Store(error) => error.kind(),
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::InUse(_) => Some(Remedy::ChangeKmipServerCertificate),
            Self::Imported => Some(Remedy::ReplaceImported),
            Self::WouldLockOut { .. } => Some(Remedy::ForceChange),
            Self::Key(error) => error.remedy(),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            Self::WouldLockOut { server, reasons } => Message::text(format!(
                "The array is locked with a key that it fetches from KMIP server {server} by this \
                 certificate, and could not be unlocked after this change."
            ))
            .then(reasons.clone())
            .then("Nothing was changed.")
            .with(self.remedy()),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}

impl From<rusqlite::Error> for CertificateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
