//! Why what is on the disk does not serve.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the state of the key manager cannot be read or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database is damaged.
    #[error(
        "The key manager's state {} is damaged. Move it away to begin with an empty key manager.",
        .0.display()
    )]
    Damaged(PathBuf),
    /// A later version wrote the database.
    #[error(
        "The key manager's state {} is of a newer version. Use a newer puresim.", .0.display()
    )]
    Newer(PathBuf),
    /// Others were writing all the time.
    #[error("The key manager's state was in use by others for 30 seconds. Try again.")]
    Busy,
    /// There is no room for the change.
    #[error("The disk of the key manager's state is full. Make room, and try again.")]
    Full,
    /// The database may only be read.
    #[error("The key manager's state cannot be written. Check the permissions of its folder.")]
    ReadOnly,
    /// The commit of a change failed so that nobody knows whether the change is on the disk.
    #[error(
        "Whether the last change of the key manager's state was saved is not known: {0} Look at what \
         it is now before you try again."
    )]
    CommitUnknown(Box<Self>),
    /// Another key manager is running in the folder; its address, once it is ready.
    #[error(
        "The key manager is already running{}.",
        .0.as_ref().map(|address| format!(" on {address}")).unwrap_or_default()
    )]
    Running(Option<String>),
    /// The running key manager, whose process ID this is, does not stop.
    #[error("The key manager, process {0}, does not stop. Kill it.")]
    Stuck(u32),
    /// A file operation failed.
    #[error("Cannot use {}: {source}.", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A secret could not be opened or made.
    #[error("The key manager's master key does not open its keys. Restore the file master.key.")]
    MasterKey,
    /// The database failed otherwise.
    #[error("The key manager's state cannot be used: {0}.")]
    Database(String),
}

impl StoreError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

impl From<pure_sqlite::Error> for StoreError {
    fn from(error: pure_sqlite::Error) -> Self {
        use pure_sqlite::Error;
        match error {
            Error::Missing(path) => Self::Io {
                path,
                source: io::ErrorKind::NotFound.into(),
            },
            Error::Damaged(path) => Self::Damaged(path),
            Error::Newer { path, .. } => Self::Newer(path),
            Error::Moved(path) => Self::Io {
                path,
                source: io::Error::other("it was moved or replaced"),
            },
            Error::OpenToOthers(path) => Self::Io {
                path,
                source: io::Error::other("it is open to other users; close it with chmod 600"),
            },
            Error::Full(_) => Self::Full,
            Error::ReadOnly(_) => Self::ReadOnly,
            Error::Busy(_) => Self::Busy,
            Error::CommitUnknown { cause, .. } => Self::CommitUnknown(Box::new((*cause).into())),
            Error::Io { path, source } => Self::Io { path, source },
            Error::Sqlite { source, .. } => Self::Database(source.to_string()),
        }
    }
}

impl From<pure_sqlite::InstanceError> for StoreError {
    fn from(error: pure_sqlite::InstanceError) -> Self {
        use pure_sqlite::InstanceError;
        match error {
            InstanceError::Running(address) => Self::Running(address),
            InstanceError::Stuck(pid) => Self::Stuck(pid),
            InstanceError::Io { path, source } => Self::Io { path, source },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            _ => Self::Database(error.to_string()),
        }
    }
}
