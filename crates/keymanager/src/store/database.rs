//! The key manager's state: one SQLite file and the master key beside it.

mod pool;
mod schema;

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use pure_sqlite::{Database, Schema, Usage, Waiter};
use rusqlite::Connection;

use crate::Clock;
use crate::error::KeyManagerError;
use crate::master_key::MasterKey;
use pool::{Lease, Pool};

const SCHEMA: Schema = Schema {
    version: schema::VERSION,
    sql: schema::SCHEMA,
    upgrades: &[],
    usage: Usage::Server,
};

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 64;

/// The key manager: its database, its master key, its clock.
pub struct KeyManager {
    folder: PathBuf,
    master_key: MasterKey,
    clock: Clock,
    waiter: Waiter,
    pool: Pool<Database>,
    /// Held while writing, so that writers of one process wait in turn instead of polling.
    writing: Mutex<()>,
}

impl std::fmt::Debug for KeyManager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyManager")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl KeyManager {
    /// Opens the key manager in `folder`, which is made when it is missing (mode 0700). While others
    /// write it waits in silence, for 30 seconds at most.
    ///
    /// # Errors
    /// When its state cannot be used.
    pub fn open(folder: &Path, clock: Clock) -> Result<Arc<Self>, KeyManagerError> {
        Self::open_with(folder, clock, Waiter::silent())
    }

    /// The same; while others write, `waiter` waits.
    ///
    /// # Errors
    /// When its state cannot be used.
    pub fn open_with(
        folder: &Path,
        clock: Clock,
        waiter: Waiter,
    ) -> Result<Arc<Self>, KeyManagerError> {
        let io_error = |source| KeyManagerError::Io {
            path: folder.to_owned(),
            source,
        };
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(io_error)?;
        let manager = Self {
            folder: folder.to_owned(),
            master_key: MasterKey::open(&folder.join("master.key"))?,
            clock,
            waiter,
            pool: Pool::default(),
            writing: Mutex::default(),
        };
        drop(manager.connection()?);
        Ok(Arc::new(manager))
    }

    /// The folder of its state.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its time, in seconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    pub(crate) fn master_key(&self) -> &MasterKey {
        &self.master_key
    }

    /// Makes everything it generates follow from a seed: for reproducible tests, and for nothing else.
    ///
    /// # Errors
    /// When it already holds anything that does not.
    pub fn set_seed(&self, seed: &str) -> Result<(), KeyManagerError> {
        self.write(|db| crate::seed::set(db, seed))
    }

    /// Whether everything it generates follows from a seed.
    ///
    /// # Errors
    /// When its state cannot be read.
    pub fn is_seeded(&self) -> Result<bool, KeyManagerError> {
        self.read(crate::seed::is_set)
    }

    /// Reads: every statement of `work` sees the same state.
    pub(crate) fn read<T, E: From<KeyManagerError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connection()?
            .read(|db| work(db).map_err(Failure::Work))
            .map_err(Failure::into_error)
    }

    /// Changes in one transaction, which is on the disk when this returns `Ok`, and undone otherwise.
    pub(crate) fn write<T, E: From<KeyManagerError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.connection()?
            .write(|tx| work(tx).map_err(Failure::Work))
            .map_err(Failure::into_error)
    }

    fn connection(&self) -> Result<Lease<'_, Database>, KeyManagerError> {
        self.pool.take(|| {
            let path = self.folder.join("keymanager.db");
            let mut database = Database::open_or_create(&path, SCHEMA, self.waiter.clone())?;
            database.keep_statements(STATEMENTS)?;
            Ok(database)
        })
    }
}

/// Why a transaction failed: by itself, or in what was done in it.
enum Failure<E> {
    Database(pure_sqlite::Error),
    Work(E),
}

impl<E> From<pure_sqlite::Error> for Failure<E> {
    fn from(error: pure_sqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl<E: From<KeyManagerError>> Failure<E> {
    fn into_error(self) -> E {
        match self {
            Self::Database(error) => KeyManagerError::from(error).into(),
            Self::Work(error) => error,
        }
    }
}
