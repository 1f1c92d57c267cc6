//! Why a volume command failed.

use std::io;
use std::path::{Path, PathBuf};

use crate::ground::{ErrorKind, Explain, HomeError, Message, StoreError};
use crate::key::stream::StreamError;
use crate::noun::power::PowerError;

/// Why a volume cannot be written, read or deleted.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// There is no volume of that name.
    #[error("Volume does not exist.")]
    Missing,
    /// Its ciphertext is not what was written.
    #[error(
        "Volume is damaged: its file {} was altered or cut off, and nothing can be read from byte \
         {at} on. Write it again.", .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The first byte of the contents that cannot be read.
        at: u64,
    },
    /// What is to be written cannot be read.
    #[error("Cannot read what is to be written: {0}.")]
    Source(io::Error),
    /// What was read cannot be passed on.
    #[error("Cannot pass on what was read: {0}.")]
    Sink(io::Error),
    /// There is no room for it.
    #[error("No space left for the volume in {}. Make room, and try again.", .0.display())]
    Full(PathBuf),
    /// The data encryption key was changed while the volume was written.
    #[error("The data encryption key was changed meanwhile. Write the volume again.")]
    KeyChanged,
    /// Volumes are written all the time while they are to be encrypted anew.
    #[error("Volumes are being written. Try again when that is done.")]
    Changing,
    /// More than the array takes.
    #[error("A volume is at most 1 PiB long.")]
    TooLong,
    /// The array is off or locked.
    #[error(transparent)]
    Power(#[from] PowerError),
    /// The folder of volumes cannot be used.
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

impl DataError {
    /// Whether what was asked to be committed may be on the disk all the same.
    pub(super) fn is_commit_unknown(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_commit_unknown())
    }

    /// Makes the error of a file operation on `path`.
    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Full(path.to_owned())
            }
            _ => Self::Io {
                path: path.to_owned(),
                source,
            },
        }
    }

    /// What an error of encrypting into the file `path` means.
    pub(super) fn sealing(path: &Path, error: StreamError) -> Self {
        match error {
            StreamError::Source(source) => Self::Source(source),
            StreamError::Sink(source) => Self::io(path)(source),
            StreamError::TooLong => Self::TooLong,
            StreamError::Altered(at) => Self::damaged(path, at),
        }
    }

    /// What an error of decrypting the file `path` means.
    pub(super) fn opening(path: &Path, error: StreamError) -> Self {
        match error {
            StreamError::Source(source) => Self::io(path)(source),
            StreamError::Sink(source) => Self::Sink(source),
            StreamError::TooLong => Self::TooLong,
            StreamError::Altered(at) => Self::damaged(path, at),
        }
    }

    /// The error of a file that is not what was written.
    pub(super) fn damaged(path: &Path, at: u64) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            at,
        }
    }
}

impl Explain for DataError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing => ErrorKind::NotFound,
            Self::Damaged { .. } => ErrorKind::Damaged,
            Self::TooLong => ErrorKind::Invalid,
            Self::KeyChanged | Self::Changing => ErrorKind::Busy,
            Self::Power(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Source(_) | Self::Sink(_) | Self::Full(_) | Self::Home(_) | Self::Io { .. } => {
                ErrorKind::Storage
            }
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Power(error) => error.message(),
            Self::Home(error) => error.message(),
            Self::Store(error) => error.message(),
            _ => self.to_string().into(),
        }
    }
}

impl From<rusqlite::Error> for DataError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
