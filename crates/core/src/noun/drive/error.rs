//! Why a drive command failed.

use std::path::PathBuf;

use rustix::io::Errno;

use super::Bay;
use crate::ground::{ErrorKind, Explain, FileError, Message, Remedy, StoreError};

/// Why a drive cannot be read, moved or changed.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// There has never been a drive in that bay.
    #[error("There is no drive in this bay.")]
    Missing,
    /// No drive of that bay was pulled, which could go back.
    #[error("No drive was pulled from this bay.")]
    NeverThere,
    /// The drive of that bay is not there at the moment.
    #[error("The drive of this bay has been pulled.")]
    Pulled,
    /// Another drive is in that bay.
    #[error("There is a drive in this bay. Pull it first, or name an empty bay.")]
    Occupied,
    /// The drive is in another bay, or another copy of it is.
    #[error("The drive is in {0} already. Pull it first.")]
    Elsewhere(Bay),
    /// A healthy drive is not replaced.
    #[error("The drive is healthy. Fail or pull it first.")]
    Healthy,
    /// The drive has failed.
    #[error("The drive has failed.")]
    Failed,
    /// No bay is free.
    #[error("Every bay is in use. Fail and replace a drive instead.")]
    NoBay,
    /// The drive belongs to another array.
    #[error("The drive {serial} belongs to the array {array}. Insert it there.")]
    Foreign {
        /// The drive.
        serial: String,
        /// The name of its array.
        array: String,
    },
    /// The array knows no drive of that serial number, or another one.
    #[error("The drive {0} no longer belongs to this array. Add a new drive instead.")]
    Unknown(String),
    /// The drive is of the other kind.
    #[error("The drive {serial} does not fit into {bay}.")]
    WrongKind {
        /// The drive.
        serial: String,
        /// The bay.
        bay: Bay,
    },
    /// The drive is not on the shelf.
    #[error("There is no drive at {}.", .0.display())]
    NotThere(PathBuf),
    /// The file is not a drive, or it is damaged.
    #[error("{} is not a drive, or is damaged.", .0.display())]
    Damaged(PathBuf),
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DriveError {
    /// Whether this process or its host has no file or memory left, which says nothing about the drive.
    pub(crate) fn is_of_the_process(&self) -> bool {
        let Self::File(FileError { source, .. }) = self else {
            return false;
        };
        let number = source.raw_os_error().map(Errno::from_raw_os_error);
        matches!(number, Some(Errno::MFILE | Errno::NFILE | Errno::NOMEM))
    }
}

impl Explain for DriveError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing | Self::NeverThere | Self::NotThere(_) => ErrorKind::NotFound,
            Self::Occupied | Self::Elsewhere(_) => ErrorKind::InUse,
            Self::Pulled
            | Self::Healthy
            | Self::Failed
            | Self::NoBay
            | Self::Foreign { .. }
            | Self::Unknown(_)
            | Self::WrongKind { .. } => ErrorKind::Refused,
            Self::Damaged(_) => ErrorKind::Damaged,
            Self::File(_) => ErrorKind::Storage,
            Self::Store(error) => error.kind(),
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Missing => Some(Remedy::ListDrives),
            Self::Pulled => Some(Remedy::InsertDrive),
            Self::Failed => Some(Remedy::ReplaceDrive),
            Self::NeverThere | Self::NotThere(_) => Some(Remedy::NameDriveFile),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;

    use super::*;

    #[test]
    fn what_the_process_lacks_is_not_the_drives() {
        let error =
            |number: Errno| DriveError::from(FileError::at(Path::new("drive"))(number.into()));
        assert!(error(Errno::MFILE).is_of_the_process());
        assert!(error(Errno::NOMEM).is_of_the_process());
        assert!(!error(Errno::IO).is_of_the_process());
        assert!(!error(Errno::ACCESS).is_of_the_process());
        assert!(!DriveError::Pulled.is_of_the_process());
        let made = io::Error::other("no number");
        let error = FileError::at(Path::new("drive"))(made);
        assert!(!DriveError::from(error).is_of_the_process());
    }
}
