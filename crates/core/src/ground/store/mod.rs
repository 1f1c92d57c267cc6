//! The array's state: one SQLite file, `array.db`, one transaction a change.

mod error;
mod schema;

use std::path::Path;

use pure_sqlite::{Database, Waiter};

use super::fault::{self, CommitTrouble};

pub use error::StoreError;

/// An open database, to read from.
pub(crate) type Db = rusqlite::Connection;

/// A transaction that changes a database.
pub(crate) type Tx<'a> = rusqlite::Transaction<'a>;

/// How many prepared statements a store keeps that stays open: more than requests have.
const STATEMENTS: usize = 128;

/// The open database of one array.
#[derive(Debug)]
pub(crate) struct Store {
    database: Database,
}

impl Store {
    /// Its file in the array's folder.
    pub(crate) const FILE: &str = "array.db";

    /// Makes the database of a new array at `path`, mode 0600, with empty tables.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub(crate) fn create(path: &Path, waiter: &Waiter) -> Result<Self, StoreError> {
        let database = Database::create(path, schema::SCHEMA, waiter.clone())?;
        Ok(Self { database })
    }

    /// Opens the database at `path`, and brings the tables of an earlier release up to date.
    ///
    /// # Errors
    /// When it is missing, damaged, or of a newer version.
    pub(crate) fn open(path: &Path, waiter: &Waiter) -> Result<Self, StoreError> {
        let database = Database::open(path, schema::SCHEMA, waiter.clone())?;
        Ok(Self { database })
    }

    /// As [`open`](Self::open), to stay open from one request to the next.
    ///
    /// # Errors
    /// As there.
    pub(super) fn open_to_stay(path: &Path, waiter: &Waiter) -> Result<Self, StoreError> {
        let mut store = Self::open(path, waiter)?;
        store.database.stay_open(STATEMENTS)?;
        Ok(store)
    }

    /// Whether a store that stayed open is still that of the database at its path.
    pub(super) fn is_as_opened(&self) -> bool {
        self.database.is_as_opened(schema::SCHEMA)
    }

    /// From now on it waits like that.
    pub(super) fn set_waiter(&mut self, waiter: &Waiter) {
        self.database.set_waiter(waiter.clone());
    }

    /// Whether it is in no transaction.
    pub(super) fn is_idle(&self) -> bool {
        self.database.is_idle()
    }

    /// Before it is left open with nothing to do.
    pub(super) fn rest(&self) {
        self.database.rest();
    }

    /// Reads: every statement of `work` sees the last committed state.
    ///
    /// # Errors
    /// When `work` or the database fails.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Db) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database
            .read(|db| work(db).map_err(Failed))
            .map_err(|Failed(error)| error)
    }

    /// Changes: `work` runs in one immediate transaction, committed when it returns `Ok` and rolled
    /// back otherwise.
    ///
    /// # Errors
    /// When `work` or the database fails; nothing is changed then, unless it is
    /// [`StoreError::CommitUnknown`].
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut failed_after = None;
        let done = self
            .database
            .write(|tx| {
                let done = work(tx).map_err(Failed)?;
                let trouble = fault::commit();
                let error = trouble.map(|trouble| StoreError::of_trouble(trouble, self.path()));
                match (trouble, error) {
                    (Some(CommitTrouble::FailsAfter), error) => failed_after = error,
                    (_, Some(error)) => return Err(Failed(error.into())),
                    (_, None) => {}
                }
                Ok(done)
            })
            .map_err(|Failed(error)| error)?;
        fault::point("committed");
        failed_after.map_or(Ok(done), |error| Err(error.into()))
    }

    /// Leaves nothing in the files of what was deleted, after a deletion of key material; false when
    /// others have kept it from that, and some of it may stay there until the next command.
    pub(crate) fn purge(&self) -> bool {
        let rewritten = self.database.rewrite(&schema::WITH_KEYS);
        self.database.purge() && rewritten.is_ok()
    }

    /// Copies the last committed state to the new file `path`, in which nothing is left of what was
    /// deleted. Another connection may be in the middle of a change.
    ///
    /// # Errors
    /// When it cannot be read, or `path` not be written.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        Ok(self.database.copy_to(path)?)
    }

    /// Puts the state of the database `source`, which has the tables of this release, in place of its own.
    ///
    /// # Errors
    /// When `source` cannot be read, or the database not be written. It is as it was then.
    pub(crate) fn restore_from(&self, source: &Path) -> Result<(), StoreError> {
        Ok(self.database.restore_from(source)?)
    }

    /// Makes changes wait for no readers (write-ahead logging), which a copy does not do by itself.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(crate) fn use_write_ahead_log(&self) -> Result<(), StoreError> {
        Ok(self.database.use_write_ahead_log()?)
    }

    /// What SQLite's error means here.
    pub(crate) fn error(&self, error: rusqlite::Error) -> StoreError {
        self.database.error(error).into()
    }

    /// How it waits for others.
    pub(super) fn waiter(&self) -> &Waiter {
        self.database.waiter()
    }

    /// The database file.
    pub(crate) fn path(&self) -> &Path {
        self.database.path()
    }
}

/// An error of what is done in a transaction, or of the transaction itself.
struct Failed<E>(E);

impl<E: From<StoreError>> From<pure_sqlite::Error> for Failed<E> {
    fn from(error: pure_sqlite::Error) -> Self {
        Self(StoreError::from(error).into())
    }
}
