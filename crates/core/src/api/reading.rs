//! Reading for a caller whose errors are its own.

use super::error::Error;
use crate::ground::StoreError;

/// An error of the caller's, or of the database.
pub(super) enum Read<E> {
    Caller(E),
    Store(StoreError),
}

impl<E: From<Error>> Read<E> {
    /// As the caller knows it.
    pub(super) fn flat(self) -> E {
        match self {
            Self::Caller(error) => error,
            Self::Store(error) => Error::new(error).into(),
        }
    }
}

impl<E> From<StoreError> for Read<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
