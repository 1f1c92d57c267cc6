//! Why an array cannot be exported or imported.

use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::Passphrase;
use crate::array::ArrayError;
use crate::data::DataError;
use crate::name::ObjectName;
use crate::store::StoreError;

/// Why an array cannot be exported or imported. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The passphrase is too short for what it protects.
    #[error(
        "The passphrase has fewer than {} characters, and it protects private keys. Take a longer one.",
        Passphrase::MIN
    )]
    ShortPassphrase,
    /// The file to export to is there already.
    #[error("{} exists. Name another file, or move it away.", .0.display())]
    Exists(PathBuf),
    /// The file is something else.
    #[error("{} is no export of an array. Make one with puresim array export.", .0.display())]
    NotAnExport(PathBuf),
    /// The first chunk does not open.
    #[error("{} does not open: another passphrase, or the file was altered.", .0.display())]
    WrongPassphrase(PathBuf),
    /// A later chunk does not open, or is missing.
    #[error("{} was altered or cut off after byte {at}. Take another copy.", .path.display())]
    Altered {
        /// The export.
        path: PathBuf,
        /// Up to which byte of the archive it is right.
        at: u64,
    },
    /// It opens, and does not hold what an array is made of.
    #[error("{} does not hold a whole array: {problem}. Export it again.", .path.display())]
    Incomplete {
        /// The export.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// This home has the array already.
    #[error(
        "The array {id} is here already: {name}. Delete it with puresim array delete {name} first."
    )]
    Here {
        /// The array's UUID.
        id: Uuid,
        /// What it is called here.
        name: ObjectName,
    },
    /// This home has another array of that name.
    #[error("Array {0} exists, and is another. Rename it with purearray rename first.")]
    NameTaken(ObjectName),
    /// The array cannot be used.
    #[error(transparent)]
    Array(#[from] ArrayError),
    /// A file operation failed.
    #[error("Cannot use {}: {source}.", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ArchiveError {
    /// An error of `path`, from what the system said.
    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

impl From<StoreError> for ArchiveError {
    fn from(error: StoreError) -> Self {
        Self::Array(error.into())
    }
}

impl From<DataError> for ArchiveError {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Store(error) => error.into(),
            error => Self::Io {
                path: "data".into(),
                source: io::Error::other(error.to_string()),
            },
        }
    }
}
