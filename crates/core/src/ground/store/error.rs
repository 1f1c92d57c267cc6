//! Why the array's state cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use crate::ground::error_kind::{ErrorKind, Explain};
use crate::ground::fault::CommitTrouble;
use crate::ground::file_error::FileError;
use crate::ground::home::{Home, HomeError};
use crate::ground::message::Message;

/// Why the array's state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no database.
    #[error("The {} is missing. Restore it, or delete the array.", what(.0))]
    Missing(PathBuf),
    /// The file is not a database, or a damaged one.
    #[error("The {} is damaged. {}", what(.0), restore(.0))]
    Damaged(PathBuf),
    /// A later release wrote it.
    #[error(
        "The {} is of version {found}, and this release supports versions up to {known}. Use a newer \
         release.", what(.path)
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// The schema version found.
        found: i64,
        /// The newest schema version known here.
        known: i64,
    },
    /// The device is full.
    #[error("No space left to write the {}. Make room, and try again.", what(.0))]
    Full(PathBuf),
    /// The file cannot be written.
    #[error("The {} cannot be written. Check its owner and mode.", what(.0))]
    ReadOnly(PathBuf),
    /// Others held the database or a lock for too long.
    #[error("Another command has been changing the array for 30 seconds. Try again later.")]
    Busy,
    /// The array's folder is gone since it was opened.
    #[error("The array was deleted in the meantime.")]
    Deleted,
    /// The commit of a change failed in a way that does not tell whether it is on the disk.
    #[error(
        "It is not known whether the change to the {} was saved: {reason}. Check the array, and \
         repeat the change if necessary.", what(.path)
    )]
    CommitUnknown {
        /// The database.
        path: PathBuf,
        /// What the database said.
        reason: String,
    },
    /// The home cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// A lock cannot be opened.
    #[error(transparent)]
    Lock(FileError),
    /// A file operation failed.
    #[error("Cannot open the {}: {source}.", what(.path))]
    Io {
        /// The database.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else that SQLite reports.
    #[error("The array's state cannot be used: {0}.")]
    Sqlite(String),
}

impl StoreError {
    /// The error of a commit to `path` that goes wrong as a test has it.
    pub(crate) fn of_trouble(trouble: CommitTrouble, path: &Path) -> Self {
        match trouble {
            CommitTrouble::FailsAfter | CommitTrouble::FailsInstead => Self::CommitUnknown {
                path: path.to_owned(),
                reason: "disk I/O error".into(),
            },
            CommitTrouble::Full => Self::Full(path.to_owned()),
        }
    }
}

/// Which database it is, in a sentence.
fn what(path: &Path) -> String {
    let noun = match path.file_name() {
        Some(name) if name == Home::REGISTRY => "registry of arrays",
        Some(name) if name == Home::CLOCK => "home's clock",
        Some(name) if name == Home::SEED => "home's seed",
        _ => "array's state",
    };
    format!("{noun} {}", path.display())
}

/// What helps when it is damaged.
fn restore(path: &Path) -> &'static str {
    match path.file_name() {
        Some(name) if name == Home::REGISTRY => {
            "Delete it: the arrays are called by their UUIDs then, and can be renamed."
        }
        Some(name) if name == Home::CLOCK => "Delete it: the home is in the host's time then.",
        Some(name) if name == Home::SEED => "Delete it: new identifiers are random then.",
        _ => "Restore it from an export.",
    }
}

impl StoreError {
    /// Whether what was asked to be committed may be on the disk all the same.
    pub fn is_commit_unknown(&self) -> bool {
        matches!(self, Self::CommitUnknown { .. })
    }
}

impl Explain for StoreError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Damaged(_) | Self::Missing(_) | Self::Newer { .. } => ErrorKind::Damaged,
            Self::Busy => ErrorKind::Busy,
            Self::Deleted => ErrorKind::NotFound,
            Self::Home(error) => error.kind(),
            Self::Full(_)
            | Self::ReadOnly(_)
            | Self::CommitUnknown { .. }
            | Self::Lock(_)
            | Self::Io { .. }
            | Self::Sqlite(_) => ErrorKind::Storage,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Home(error) => error.message(),
            _ => self.to_string().into(),
        }
    }
}

impl From<pure_sqlite::Error> for StoreError {
    fn from(error: pure_sqlite::Error) -> Self {
        use pure_sqlite::Error;

        match error {
            Error::Missing(path) => Self::Missing(path),
            Error::Damaged(path) => Self::Damaged(path),
            Error::Newer { path, found, known } => Self::Newer { path, found, known },
            Error::OpenToOthers(path) => {
                let source = io::Error::other("it is open to other users; close it with chmod 600");
                Self::Io { path, source }
            }
            Error::Moved(_) => Self::Deleted,
            Error::Full(path) => Self::Full(path),
            Error::ReadOnly(path) => Self::ReadOnly(path),
            Error::Busy(_) => Self::Busy,
            Error::CommitUnknown { path, cause } => Self::CommitUnknown {
                path,
                reason: cause.to_string(),
            },
            Error::Io { path, source } => Self::Io { path, source },
            Error::Sqlite { path, source } => {
                Self::Sqlite(format!("{}: {}", path.display(), without_sql(&source)))
            }
        }
    }
}

/// What SQLite said, without the statement that it said it of.
fn without_sql(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        error => error.to_string(),
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        pure_sqlite::Error::from_sqlite(error, Path::new(super::Store::FILE)).into()
    }
}
