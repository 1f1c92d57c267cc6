//! The array's configuration: one SQLite file, `array.db`, one transaction a command.

mod schema;

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::home::HomeError;
use crate::wait;

/// How long a command waits for another that writes, before it gives up.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// The open database of one array.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
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
    /// Another command held the database for longer than [`BUSY_TIMEOUT`].
    #[error("Another command has been changing the array for 30 seconds. Try again later.")]
    Busy,
    /// The array does not stand any more where it was opened.
    #[error("The array was renamed or deleted meanwhile. Try again.")]
    Moved,
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
        let io_error = |source| StoreError::Io {
            path: path.to_owned(),
            source,
        };
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(io_error)?;
        let store = Self::connect(path)?;
        store.keep_a_journal()?;
        store
            .connection
            .execute_batch(&format!(
                "BEGIN IMMEDIATE;
                 {}
                 PRAGMA user_version = {};
                 COMMIT;",
                schema::SCHEMA,
                schema::VERSION
            ))
            .map_err(|e| store.error(e))?;
        Ok(store)
    }

    /// Opens the database at `path` and brings an older schema up to date.
    ///
    /// # Errors
    /// When it is missing, damaged, or of a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let found = path.metadata().map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => StoreError::Missing(path.to_owned()),
            _ => StoreError::Io {
                path: path.to_owned(),
                source,
            },
        })?;
        if found.permissions().mode() & 0o077 != 0 {
            let source = io::Error::other("it is open to other users; close it with chmod 600");
            return Err(StoreError::Io {
                path: path.to_owned(),
                source,
            });
        }
        let mut store = Self::connect(path)?;
        store.check_version()?;
        Ok(store)
    }

    fn connect(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| explain(e, path))?;
        let mut store = Self {
            connection,
            path: path.to_owned(),
        };
        store
            .connection
            .busy_handler(Some(wait::for_database))
            .map_err(|e| store.error(e))?;
        store
            .connection
            .execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
            .map_err(|e| store.error(e))?;
        Ok(store)
    }

    fn check_version(&mut self) -> Result<(), StoreError> {
        let found: i64 = self
            .connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(|e| self.error(e))?;
        match found {
            schema::VERSION => Ok(()),
            0 => Err(StoreError::Damaged(self.path.clone())),
            _ => Err(StoreError::Newer {
                path: self.path.clone(),
                found,
                known: schema::VERSION,
            }),
        }
    }

    /// Reads: every statement of `work` sees the last committed state.
    ///
    /// # Errors
    /// When `work` or the database fails.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        work(&self.connection)
    }

    /// Changes: `work` runs in one immediate transaction, committed when it returns `Ok` and
    /// rolled back otherwise.
    ///
    /// # Errors
    /// When `work` or the database fails; nothing is changed then.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
                .map_err(|e| self.error(e))?;
        let result = work(&transaction)?;
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(result)
    }

    /// Copies the last committed state to the new file `path`, in which nothing is left of what was
    /// deleted. Another connection may be in the middle of a change.
    ///
    /// # Errors
    /// When it cannot be read, or `path` not be written.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let name = path.to_str().ok_or_else(|| StoreError::Io {
            path: path.to_owned(),
            source: io::Error::other("the path is not UTF-8"),
        })?;
        let reader = Self::connect(&self.path)?;
        reader
            .connection
            .execute("VACUUM INTO ?1", [name])
            .map_err(|e| explain(e, path))?;
        Ok(())
    }

    /// Makes changes wait for no readers (write-ahead logging), which a copy does not do by itself.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_a_journal(&self) -> Result<(), StoreError> {
        self.connection
            .execute_batch("PRAGMA journal_mode = WAL")
            .map_err(|e| self.error(e))
    }

    /// What SQLite's error means here.
    pub fn error(&self, error: rusqlite::Error) -> StoreError {
        explain(error, &self.path)
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        explain(error, Path::new("array.db"))
    }
}

fn explain(error: rusqlite::Error, path: &Path) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            StoreError::Damaged(path.to_owned())
        }
        Some(ErrorCode::DiskFull) => StoreError::Full(path.to_owned()),
        // SQLite says no more than that when it cannot make room for its shared memory.
        Some(ErrorCode::SystemIoFailure) if is_full(path) => StoreError::Full(path.to_owned()),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly(path.to_owned())
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        _ => StoreError::Sqlite(error),
    }
}

/// Whether the device that `path` lies on has no room left.
fn is_full(path: &Path) -> bool {
    let folder = path.parent().unwrap_or(path);
    rustix::fs::statvfs(folder).is_ok_and(|device| device.f_bavail == 0 || device.f_favail == 0)
}
