//! Why a drive command failed.

use std::io;
use std::path::{Path, PathBuf};

use super::Bay;
use crate::store::StoreError;

/// Why a drive cannot be read, moved or changed.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// There has never been a drive in that bay.
    #[error("There is no drive in this bay. puresim drive list shows the bays.")]
    Missing,
    /// The drive of that bay is not there at the moment.
    #[error("The drive of this bay has been pulled. Insert it with puresim drive insert.")]
    Pulled,
    /// Another drive is in that bay.
    #[error("There is a drive in this bay. Pull it first, or name an empty bay.")]
    Occupied,
    /// A healthy drive is not replaced.
    #[error("The drive is healthy. Fail or pull it first.")]
    Healthy,
    /// The drive has failed.
    #[error("The drive has failed. Replace it with puresim drive replace.")]
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
    #[error("The drive {0} is not one of this array any more. Add a new drive instead.")]
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
    #[error("There is no drive at {}. Name its file with --from.", .0.display())]
    NotThere(PathBuf),
    /// The file is no drive, or it is damaged.
    #[error("{} is no drive, or a damaged one.", .0.display())]
    Damaged(PathBuf),
    /// A file operation failed.
    #[error("Cannot use {}: {source}.", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DriveError {
    /// The error of a file operation on `path`.
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}
