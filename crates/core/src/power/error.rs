//! Why the array does not do what only an unlocked array does.

use std::io;
use std::path::PathBuf;

use crate::array::ArrayError;
use crate::drive::DriveError;
use crate::home::HomeError;
use crate::key::KeyError;
use crate::store::StoreError;
use crate::token::TokenError;

/// Why power, drives or keys could not be changed or used.
#[derive(Debug, thiserror::Error)]
pub enum PowerError {
    /// The array has no power.
    #[error("The array is off. Switch it on with puresim power on.")]
    Off,
    /// The array could not be unlocked.
    #[error("The array is locked: {0} Mend that, and try puresim power on.")]
    Locked(String),
    /// The keys are gone from memory since this command began.
    #[error("The array has lost power. Switch it on with puresim power on.")]
    LostPower,
    /// The security token does not give its secret.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The keys could not be opened or made.
    #[error("{}", sentence(.0))]
    Key(KeyError),
    /// A drive could not be read, moved or changed.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// The array could not be opened or locked.
    #[error(transparent)]
    Array(#[from] ArrayError),
    /// The runtime folder cannot be used.
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

impl From<KeyError> for PowerError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Drive(error) => Self::Drive(error),
            KeyError::Store(error) => Self::Store(error),
            error => Self::Key(error),
        }
    }
}

/// A reason as a sentence of its own.
fn sentence(reason: &KeyError) -> String {
    let reason = reason.to_string();
    let mut letters = reason.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}
