//! Why a snapshot cannot be saved or restored.

use crate::ground::{
    ErrorKind, Explain, FileError, HomeError, Message, ObjectName, Remedy, StoreError,
};
use crate::lifecycle::LifecycleError;
use crate::lifecycle::archive::ArchiveError;
use crate::noun::drive::DriveError;
use crate::operation::OperationError;

/// Why a snapshot cannot be saved or restored.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// There is no snapshot of that name.
    #[error("Snapshot does not exist.")]
    Missing(ObjectName),
    /// There is one already.
    #[error("Snapshot exists.")]
    Exists(ObjectName),
    /// It does not hold what a snapshot holds.
    #[error("Snapshot is damaged.")]
    Damaged(ObjectName),
    /// A command that restored it died on the way.
    #[error("Restoring the snapshot was interrupted, and it is needed to finish that.")]
    Needed(ObjectName),
    /// Another array has the name that the array had.
    #[error("Another array named {0} exists.")]
    NameTaken(ObjectName),
    /// The array cannot be copied.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The array cannot be opened.
    #[error(transparent)]
    Lifecycle(#[from] LifecycleError),
    /// The array cannot be switched.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Explain for SnapshotError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing(_) => ErrorKind::NotFound,
            Self::Exists(_) | Self::NameTaken(_) => ErrorKind::Exists,
            Self::Needed(_) => ErrorKind::InUse,
            Self::Damaged(_) => ErrorKind::Damaged,
            Self::Archive(error) => error.kind(),
            Self::Lifecycle(error) => error.kind(),
            Self::Operation(error) => error.kind(),
            Self::File(_) => ErrorKind::Storage,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Missing(_) => Some(Remedy::ListSnapshots),
            Self::Exists(name) | Self::Damaged(name) => Some(Remedy::DeleteSnapshot(name.clone())),
            Self::Needed(name) => Some(Remedy::RestoreSnapshot(name.clone())),
            Self::NameTaken(_) => Some(Remedy::RenameArray),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Archive(error) => error.message(),
            Self::Lifecycle(error) => error.message(),
            Self::Operation(error) => error.message(),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}

impl From<StoreError> for SnapshotError {
    fn from(error: StoreError) -> Self {
        Self::Lifecycle(error.into())
    }
}

impl From<HomeError> for SnapshotError {
    fn from(error: HomeError) -> Self {
        Self::Lifecycle(error.into())
    }
}

impl From<DriveError> for SnapshotError {
    fn from(error: DriveError) -> Self {
        Self::Operation(error.into())
    }
}
