//! Why something that takes several nouns was not done.

use crate::ground::{ErrorKind, Explain, FileError, HomeError, Message, Remedy, StoreError};
use crate::key::KeyError;
use crate::noun::card::CardError;
use crate::noun::certificate::CertificateError;
use crate::noun::data::DataError;
use crate::noun::drive::DriveError;
use crate::noun::kmip_server::KmipServerError;
use crate::noun::power::PowerError;
use crate::noun::token::TokenError;

/// Why something that takes several nouns was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The array is not running, or its memory cannot be used.
    #[error(transparent)]
    Power(#[from] PowerError),
    /// The security token does not give its secret, or cannot be changed.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The keys could not be opened or made.
    #[error("{}", .0.sentence())]
    Key(#[from] KeyError),
    /// A drive could not be read, moved or changed.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// A certificate could not be used or changed.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A KMIP server could not be used or changed.
    #[error(transparent)]
    KmipServer(#[from] KmipServerError),
    /// A card could not be used or moved.
    #[error(transparent)]
    Card(#[from] CardError),
    /// A volume could not be used or changed.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The clock would pass the last time that can be represented.
    #[error("The clock would pass the year 9999.")]
    ClockTooFar,
    /// The home cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FileError),
}

impl OperationError {
    /// Whether what was asked to be committed may be on the disk all the same.
    pub(crate) fn is_commit_unknown(&self) -> bool {
        match self {
            Self::Store(error)
            | Self::Power(PowerError::Store(error))
            | Self::Token(TokenError::Store(error))
            | Self::Drive(DriveError::Store(error)) => error.is_commit_unknown(),
            _ => false,
        }
    }

    fn explained(&self) -> Option<&dyn Explain> {
        match self {
            Self::Power(error) => Some(error),
            Self::Token(error) => Some(error),
            Self::Drive(error) => Some(error),
            Self::Certificate(error) => Some(error),
            Self::KmipServer(error) => Some(error),
            Self::Card(error) => Some(error),
            Self::Data(error) => Some(error),
            Self::Home(error) => Some(error),
            Self::Store(error) => Some(error),
            Self::Key(_) | Self::ClockTooFar | Self::File(_) => None,
        }
    }
}

impl Explain for OperationError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Key(error) => error.kind(),
            Self::ClockTooFar => ErrorKind::Invalid,
            Self::File(_) => ErrorKind::Storage,
            _ => self.explained().map_or(ErrorKind::Storage, Explain::kind),
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::ClockTooFar => Some(Remedy::ShorterSpan),
            _ => self.explained().and_then(Explain::remedy),
        }
    }

    fn message(&self) -> Message {
        match self.explained() {
            Some(error) => error.message(),
            None => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}
