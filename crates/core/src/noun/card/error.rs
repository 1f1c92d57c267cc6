//! Why a card command failed.

use std::path::PathBuf;

use super::CardSerial;
use crate::ground::{
    ErrorKind, Explain, FileError, HomeError, Message, ObjectName, Remedy, StoreError,
};

/// Why a card cannot be made, inserted, removed or asked.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// There is no card of that name.
    #[error("Card does not exist.")]
    Missing,
    /// There is one already.
    #[error("Card exists.")]
    Exists,
    /// The array has one port, and a card is in it.
    #[error("Card {0} is in the array's port.")]
    PortTaken(ObjectName),
    /// The card is in the port of an array.
    #[error("Card is in the port of array {0}. Remove it there first.")]
    Elsewhere(ObjectName),
    /// The port is empty.
    #[error("No card is in the array's port.")]
    PortEmpty,
    /// The card's file is not what it was.
    #[error("Card file {} is damaged.", .0.display())]
    Damaged(PathBuf),
    /// What was named is no file, or far longer than a card's.
    #[error("{} is not the file of a card.", .0.display())]
    NoCardFile(PathBuf),
    /// The card would take the place of another file.
    #[error("The file {} exists.", .0.display())]
    FileExists(PathBuf),
    /// The card would not leave the home.
    #[error(
        "{} is in the home of the arrays, whose copies would open what the card opens.", .0.display()
    )]
    InHome(PathBuf),
    /// The card does not respond.
    #[error("Card {0} does not respond. Remove it and insert it again.")]
    NoResponse(CardSerial),
    /// The system gives no random numbers.
    #[error("The system's random number generator failed. Try again.")]
    NoRandom,
    /// The folder of cards cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Explain for CardError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing => ErrorKind::NotFound,
            Self::Exists | Self::FileExists(_) => ErrorKind::Exists,
            Self::NoCardFile(_) | Self::InHome(_) => ErrorKind::Invalid,
            Self::PortTaken(_) | Self::Elsewhere(_) => ErrorKind::InUse,
            Self::PortEmpty => ErrorKind::Refused,
            Self::Damaged(_) => ErrorKind::Damaged,
            Self::NoResponse(_) => ErrorKind::Unreachable,
            Self::Store(error) => error.kind(),
            Self::NoRandom | Self::Home(_) | Self::File(_) => ErrorKind::Storage,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::PortTaken(_) => Some(Remedy::RemoveCard),
            Self::Damaged(_) => Some(Remedy::RestoreOrReplaceCard),
            Self::FileExists(_) | Self::InHome(_) => Some(Remedy::NameCardFile),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Home(error) => error.message(),
            Self::Store(error) => error.message(),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}
