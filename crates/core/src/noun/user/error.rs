//! Why a user command failed.

use crate::ground::{ErrorKind, Explain, Message, StoreError};

/// Why a user, or an API token, cannot be made, changed or used.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// There is no user of that name.
    #[error("User does not exist.")]
    Missing,
    /// There is one already.
    #[error("User exists.")]
    Exists,
    /// There is one already, with another role than is asked for.
    #[error("User exists, with another role.")]
    Differs,
    /// The factory's user cannot be deleted: somebody must be able to come in.
    #[error("The user that every array has cannot be deleted. Change its password instead.")]
    Factory,
    /// The factory's user administers the array: somebody must be able to.
    #[error("The user that every array has stays array_admin.")]
    FactoryRole,
    /// The user has no API token.
    #[error("API token does not exist.")]
    NoToken,
    /// The user has an API token.
    #[error("API token exists. Delete it first: it is shown only once.")]
    TokenExists,
    /// The user does not have that SSH key.
    #[error("SSH key does not exist.")]
    NoKey,
    /// The user has that SSH key.
    #[error("SSH key exists.")]
    KeyExists,
    /// The user has as many SSH keys as one may have.
    #[error("A user has 32 SSH keys at most. Delete one first.")]
    TooManyKeys,
    /// The user does not have the SSH key, or there is no such user: which is not said.
    #[error("Invalid username or SSH key.")]
    WrongKey,
    /// The name and the password do not fit, or there is no such user: which is not said.
    #[error("Invalid username or password.")]
    WrongPassword,
    /// There is no such API token, or it has expired: which is not said.
    #[error("Unable to list user for API token.")]
    WrongToken,
    /// There is no API client of that name.
    #[error("API client does not exist.")]
    NoClient,
    /// There is one already.
    #[error("API client exists.")]
    ClientExists,
    /// There is one already that differs in that from what is asked for.
    #[error("API client exists, with another {0}.")]
    ClientDiffers(&'static str),
    /// The ID token is not signed by an API client, not for now, or for nobody: which is not said.
    #[error("The ID token is not valid.")]
    WrongIdToken,
    /// The system gives no random numbers.
    #[error("The system's random number generator failed. Try again.")]
    NoRandom,
    /// What the database holds cannot be read back.
    #[error("The users of the array are damaged. Restore the array from an export.")]
    Damaged,
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for UserError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing | Self::NoToken | Self::NoClient | Self::NoKey => ErrorKind::NotFound,
            Self::Exists
            | Self::Differs
            | Self::TokenExists
            | Self::ClientExists
            | Self::ClientDiffers(_)
            | Self::KeyExists => ErrorKind::Exists,
            Self::Factory
            | Self::FactoryRole
            | Self::TooManyKeys
            | Self::WrongKey
            | Self::WrongPassword
            | Self::WrongToken
            | Self::WrongIdToken => ErrorKind::Refused,
            Self::NoRandom => ErrorKind::Storage,
            Self::Damaged => ErrorKind::Damaged,
            Self::Store(error) => error.kind(),
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            _ => Message::text(self.to_string()),
        }
    }
}

impl From<rusqlite::Error> for UserError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
