//! Why a KMIP server command failed.

use super::ca_certificate::InvalidCaCertificate;
use super::uri::{InvalidUris, Uri};
use crate::ground::{ErrorKind, Explain, Message, ObjectName, Remedy, StoreError};
use crate::noun::certificate::CertificateError;

/// Why a KMIP server cannot be made, changed, shown, used or deleted.
#[derive(Debug, thiserror::Error)]
pub enum KmipServerError {
    /// There is no KMIP server of that name.
    #[error("KMIP server does not exist.")]
    Missing,
    /// There is one already.
    #[error("KMIP server exists.")]
    Exists,
    /// There is one already that differs in that from what is asked for.
    #[error("KMIP server exists, with another {0}.")]
    Differs(&'static str),
    /// The array is sealed with a key on it.
    #[error("KMIP server is in use by the security token.")]
    InUse,
    /// A key on it is no longer the token's, and not destroyed yet.
    #[error("KMIP server still holds key {0}, which the array no longer uses and must destroy.")]
    Unfinished(String),
    /// The certificate it shall use cannot be used.
    #[error("{source}")]
    Certificate {
        /// The certificate's name: the error is about it.
        name: ObjectName,
        /// Why.
        source: CertificateError,
    },
    /// The URIs are none, or one is given twice.
    #[error("Missing or invalid parameter. {0}")]
    Uris(#[from] InvalidUris),
    /// The CA certificate is none.
    #[error("Missing or invalid parameter. {0}")]
    CaCertificate(#[from] InvalidCaCertificate),
    /// A change with which the array could not be unlocked; what failed, URI by URI.
    #[error(
        "The array is locked with a key on this KMIP server, and could not be unlocked after this \
         change. {0} Nothing was changed."
    )]
    WouldLockOut(Message),
    /// Nothing to change was given.
    #[error("Missing or invalid parameter.")]
    NoChange,
    /// The home has a seed, and that URI is not on this machine.
    #[error(
        "{0} is not on this machine, and the home has a seed: other homes with the same seed give their \
         keys the same names. Use a home without a seed."
    )]
    Seeded(Uri),
    /// What the database holds cannot be read back.
    #[error("KMIP server is damaged. Restore the array from an export, or delete the server.")]
    Damaged,
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl KmipServerError {
    /// The object the error is about, when that is not the KMIP server itself.
    pub fn subject(&self) -> Option<&ObjectName> {
        match self {
            Self::Certificate { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The error of a certificate of that name.
    pub(crate) fn of_certificate(name: &ObjectName, source: CertificateError) -> Self {
        match source {
            CertificateError::Store(error) => Self::Store(error),
            source => Self::Certificate {
                name: name.clone(),
                source,
            },
        }
    }
}

impl Explain for KmipServerError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing => ErrorKind::NotFound,
            Self::Exists | Self::Differs(_) => ErrorKind::Exists,
            Self::InUse | Self::Unfinished(_) => ErrorKind::InUse,
            Self::Certificate { source, .. } => source.kind(),
            Self::Uris(_) | Self::CaCertificate(_) | Self::NoChange => ErrorKind::Invalid,
            Self::WouldLockOut(_) | Self::Seeded(_) => ErrorKind::Refused,
            Self::Damaged => ErrorKind::Damaged,
            Self::Store(error) => error.kind(),
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::InUse => Some(Remedy::DisableToken),
            Self::Unfinished(_) => Some(Remedy::GiveUpKeys),
            Self::WouldLockOut(_) => Some(Remedy::ForceChange),
            Self::NoChange => Some(Remedy::GiveKmipServerChange),
            Self::Certificate { source, .. } => source.remedy(),
            Self::Uris(reason) => reason.remedy(),
            Self::CaCertificate(reason) => reason.remedy(),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::WouldLockOut(reasons) => Message::text(
                "The array is locked with a key on this KMIP server, and could not be unlocked \
                 after this change.",
            )
            .then(reasons.clone())
            .then("Nothing was changed.")
            .with(self.remedy()),
            Self::Certificate { source, .. } => source.message(),
            Self::Store(error) => error.message(),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}

impl From<rusqlite::Error> for KmipServerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
