//! Why a card command failed.

use std::io;
use std::path::{Path, PathBuf};

use super::CardSerial;
use crate::home::HomeError;
use crate::name::ObjectName;
use crate::store::StoreError;

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
    #[error("Card {0} is in the array's port. Remove it with puresim card remove first.")]
    PortTaken(ObjectName),
    /// The card is in the port of an array.
    #[error("Card is in the port of array {0}. Remove it there first.")]
    Elsewhere(String),
    /// The port is empty.
    #[error("No card is in the array's port.")]
    PortEmpty,
    /// The card's file is not what it was.
    #[error("Card file {} is damaged. Make a new card.", .0.display())]
    Damaged(PathBuf),
    /// The card does not answer.
    #[error("Card {0} does not answer. Take it out and insert it again.")]
    NoAnswer(CardSerial),
    /// The system gives no random numbers.
    #[error("The system's random number generator does not answer. Try again.")]
    NoRandom,
    /// The folder of cards cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file operation failed.
    #[error("Cannot use {}: {source}.", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl CardError {
    /// Makes the error of a file operation on `path`.
    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        move |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}
