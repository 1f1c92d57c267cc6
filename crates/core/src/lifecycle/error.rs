//! Why a whole array cannot be made, opened, renamed or deleted.

use crate::ground::{
    ErrorKind, Explain, FileError, HomeError, Message, ObjectName, Remedy, StoreError,
};
use crate::operation::OperationError;

/// Why a whole array cannot be made, opened, renamed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum LifecycleError {
    /// There is no array of that name.
    #[error("Array does not exist.")]
    Missing(ObjectName),
    /// There is one already.
    #[error("Array exists.")]
    Exists(ObjectName),
    /// There is one already that differs in that from what is asked for.
    #[error("Array exists, with another {0}.")]
    Differs(&'static str),
    /// The array that was chosen is gone.
    #[error("The current array no longer exists.")]
    ChosenMissing,
    /// A command that restored the array from that snapshot died, and its key manager may be in the state of
    /// the snapshot while the array is not.
    #[error("Restoring snapshot {0} was interrupted.")]
    Interrupted(ObjectName),
    /// The home cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The array's state cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The drives, keys or first certificate cannot be made, or the memory not be wiped.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Explain for LifecycleError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing(_) | Self::ChosenMissing => ErrorKind::NotFound,
            Self::Exists(_) | Self::Differs(_) => ErrorKind::Exists,
            Self::Interrupted(_) => ErrorKind::Refused,
            Self::Home(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Operation(error) => error.kind(),
            Self::File(_) => ErrorKind::Storage,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Missing(name) => Some(Remedy::CreateArray(name.clone())),
            Self::ChosenMissing => Some(Remedy::ChooseArray),
            Self::Interrupted(name) => Some(Remedy::RestoreSnapshot(name.clone())),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Home(error) => error.message(),
            Self::Store(error) => error.message(),
            Self::Operation(error) => error.message(),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}
