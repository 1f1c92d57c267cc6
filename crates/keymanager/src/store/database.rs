//! The database of the key manager: one SQLite file, a few connections.

use std::cell::Cell;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pure_sqlite::{Schema, Usage, Waiter};

use super::pool::{Lease, Pool};
use super::{StoreError, Tx, schema};

const SCHEMA: Schema = Schema {
    version: schema::VERSION,
    sql: schema::SCHEMA,
    upgrades: schema::UPGRADES,
    usage: Usage::Server,
};

/// Its file.
const FILE: &str = "keymanager.db";

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 64;

/// The database in a folder.
pub(crate) struct Database {
    folder: PathBuf,
    waiter: Waiter,
    pool: Pool<pure_sqlite::Database>,
    /// Held while writing, so that writers of one process wait in turn instead of polling.
    writing: Mutex<()>,
}

impl Database {
    /// Opens the database in `folder`; both are made when missing, the folder of mode 0700.
    pub(crate) fn open(folder: &Path, waiter: Waiter) -> Result<Self, StoreError> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|source| StoreError::io(folder, source))?;
        let database = Self {
            folder: folder.to_owned(),
            waiter,
            pool: Pool::default(),
            writing: Mutex::default(),
        };
        drop(database.connection()?);
        Ok(database)
    }

    /// The folder it is in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads: every statement of `work` sees the same state.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connection()?
            .read(|db| work(Tx::reading(db)).map_err(Failure::Work))
            .map_err(Failure::into_error)
    }

    /// Changes in one transaction, which is on the disk when this returns `Ok`, and undone otherwise.
    /// Key material that it deletes is overwritten in the files then, unless others read all the time.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let deletes = Cell::new(false);
        let connection = self.connection()?;
        let value = connection
            .write(|db| work(Tx::writing(db, &deletes)).map_err(Failure::Work))
            .map_err(Failure::into_error)?;
        if deletes.get() {
            // What stays in the log is moved with the next change that does this.
            connection.purge();
        }
        Ok(value)
    }

    /// Copies the last committed state into `folder`.
    pub(crate) fn copy_to(&self, folder: &Path) -> Result<(), StoreError> {
        Ok(self.connection()?.copy_to(&folder.join(FILE))?)
    }

    /// Puts the state of the database in `folder` in place of its own. Others that have it open see it with
    /// their next transaction.
    pub(crate) fn restore_from(&self, folder: &Path) -> Result<(), StoreError> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.connection()?.restore_from(&folder.join(FILE))?)
    }

    fn connection(&self) -> Result<Lease<'_, pure_sqlite::Database>, StoreError> {
        self.pool.take(|| {
            let path = self.folder.join(FILE);
            let waiter = self.waiter.clone();
            let mut connection = pure_sqlite::Database::open_or_create(&path, SCHEMA, waiter)?;
            connection.keep_statements(STATEMENTS)?;
            Ok(connection)
        })
    }
}

/// Why a transaction failed: the database, or the work done in it.
enum Failure<E> {
    Database(pure_sqlite::Error),
    Work(E),
}

impl<E> From<pure_sqlite::Error> for Failure<E> {
    fn from(error: pure_sqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl<E: From<StoreError>> Failure<E> {
    fn into_error(self) -> E {
        match self {
            Self::Database(error) => StoreError::from(error).into(),
            Self::Work(error) => error,
        }
    }
}
