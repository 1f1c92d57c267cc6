//! The array's configuration: one SQLite file, `array.db`, one transaction a command.

mod schema;

use std::io;
use std::path::{Path, PathBuf};

use pure_sqlite::{Database, Schema};
use rusqlite::{Connection, Transaction};

use crate::home::HomeError;
use crate::wait;

const SCHEMA: Schema = Schema {
    version: schema::VERSION,
    sql: schema::SCHEMA,
};

/// The open database of one array.
#[derive(Debug)]
pub struct Store {
    database: Database,
}

/// Why the database does not serve.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no database.
    #[error("The array's state {} is missing. Restore it, or delete the array.", .0.display())]
    Missing(PathBuf),
    /// The file is no database, or a damaged one.
    #[error("The array's state {} is damaged. Restore it from an export.", .0.display())]
    Damaged(PathBuf),
    /// A later version of these commands wrote it.
    #[error(
        "The array's state {} is of version {found}, and these commands know version {known} at \
         most. Use newer commands.", .path.display()
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
    #[error("No space left to write the array's state {}. Make room, and try again.", .0.display())]
    Full(PathBuf),
    /// The file cannot be written.
    #[error("The array's state {} cannot be written. Check its owner and mode.", .0.display())]
    ReadOnly(PathBuf),
    /// Another command held the database for longer than [`TIMEOUT`](pure_sqlite::TIMEOUT).
    #[error("Another command has been changing the array for 30 seconds. Try again later.")]
    Busy,
    /// The array does not stand any more where it was opened.
    #[error("The array was renamed or deleted meanwhile. Try again.")]
    Moved,
    /// The commit of a change failed so that nobody knows whether the change is on the disk.
    #[error(
        "Whether the last change of the array's state {} was saved is not known: {cause} Look at what \
         it is now before you try again.", .path.display()
    )]
    CommitUnknown {
        /// The database.
        path: PathBuf,
        /// Why the commit failed.
        cause: Box<Self>,
    },
    /// A lock in the array's folder cannot be opened.
    #[error(transparent)]
    Lock(#[from] HomeError),
    /// A file operation failed.
    #[error("Cannot open the array's state {}: {source}.", .path.display())]
    Io {
        /// The database.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else that SQLite reports.
    #[error("The array's state cannot be used: {0}.")]
    Sqlite(rusqlite::Error),
}

impl Store {
    /// Makes the database of a new array at `path`, mode 0600, with an empty schema.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let database = Database::create(path, SCHEMA, wait::waiter())?;
        Ok(Self { database })
    }

    /// Opens the database at `path`.
    ///
    /// # Errors
    /// When it is missing, damaged, open to other users, or of a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let database = Database::open(path, SCHEMA, wait::waiter())?;
        Ok(Self { database })
    }

    /// Reads: every statement of `work` sees the same committed state.
    ///
    /// # Errors
    /// When `work` or the database fails.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database
            .read(|db| work(db).map_err(Failure::Work))
            .map_err(Failure::into_error)
    }

    /// Changes: `work` runs in one immediate transaction, committed when it returns `Ok` and
    /// rolled back otherwise.
    ///
    /// # Errors
    /// When `work` or the database fails; nothing is changed then, except that after
    /// [`StoreError::CommitUnknown`] the change is there as a whole or not at all.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database
            .write(|tx| work(tx).map_err(Failure::Work))
            .map_err(Failure::into_error)
    }

    /// Copies the last committed state to the new file `path`, in which nothing is left of what was
    /// deleted. Another connection may be in the middle of a change.
    ///
    /// # Errors
    /// When it cannot be read, or `path` cannot be written.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        Ok(self.database.copy_to(path)?)
    }

    /// Makes changes wait for no readers (write-ahead logging), which a copy does not do by itself.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn use_write_ahead_log(&self) -> Result<(), StoreError> {
        Ok(self.database.use_write_ahead_log()?)
    }

    /// Empties the write-ahead log, so that what was deleted is left neither in it nor in the database.
    /// Does not wait: false while others read an earlier state, or write.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn truncate_log(&self) -> Result<bool, StoreError> {
        Ok(self.database.truncate_log()?)
    }

    /// What SQLite's error means here.
    pub fn error(&self, error: rusqlite::Error) -> StoreError {
        self.database.error(error).into()
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        self.database.path()
    }
}

/// Why a transaction failed: by itself, or in what was done in it.
enum Failure<E> {
    Store(StoreError),
    Work(E),
}

impl<E> From<pure_sqlite::Error> for Failure<E> {
    fn from(error: pure_sqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl<E: From<StoreError>> Failure<E> {
    fn into_error(self) -> E {
        match self {
            Self::Store(error) => error.into(),
            Self::Work(error) => error,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        pure_sqlite::Error::from_sqlite(error, Path::new("array.db")).into()
    }
}

impl From<pure_sqlite::Error> for StoreError {
    fn from(error: pure_sqlite::Error) -> Self {
        use pure_sqlite::Error;
        match error {
            Error::Missing(path) => Self::Missing(path),
            Error::Damaged(path) => Self::Damaged(path),
            Error::Newer { path, found, known } => Self::Newer { path, found, known },
            Error::OpenToOthers(path) => Self::Io {
                path,
                source: io::Error::other("it is open to other users; close it with chmod 600"),
            },
            Error::Full(path) => Self::Full(path),
            Error::ReadOnly(path) => Self::ReadOnly(path),
            Error::Busy(_) => Self::Busy,
            Error::CommitUnknown { path, cause } => Self::CommitUnknown {
                path,
                cause: Box::new((*cause).into()),
            },
            Error::Io { path, source } => Self::Io { path, source },
            Error::Sqlite { source, .. } => Self::Sqlite(source),
        }
    }
}
