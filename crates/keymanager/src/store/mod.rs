//! The key manager's state: one SQLite file and the master key beside it.

mod pool;
mod schema;

use std::fs::OpenOptions;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use crate::Clock;
use crate::error::KeyManagerError;
use crate::master_key::MasterKey;
use pool::{Lease, Pool};
use schema::{SCHEMA, VERSION};

/// How long a command waits for others that write.
const PATIENCE: Duration = Duration::from_secs(30);

/// Called when another process writes, with the number of calls before this one for the same wait:
/// waits for a moment, and says whether to wait on.
pub type Wait = fn(i32) -> bool;

/// The key manager: its database, its master key, its clock.
pub struct KeyManager {
    folder: PathBuf,
    master_key: MasterKey,
    clock: Clock,
    wait: Option<Wait>,
    pool: Pool,
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
        Self::open_with(folder, clock, None)
    }

    /// The same; while others write it waits as `wait` has it.
    ///
    /// # Errors
    /// When its state cannot be used.
    pub fn open_with(
        folder: &Path,
        clock: Clock,
        wait: Option<Wait>,
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
            wait,
            pool: Pool::default(),
            writing: Mutex::default(),
        };
        manager.prepare(&*manager.connection()?)?;
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
        let connection = self.connection()?;
        let run = |sql| {
            let mut statement = connection.prepare_cached(sql)?;
            statement.execute([]).map(drop)
        };
        run("BEGIN").map_err(KeyManagerError::from)?;
        let result = work(&connection);
        run("COMMIT").map_err(KeyManagerError::from)?;
        result
    }

    /// Changes in one transaction, which is on the disk when this returns `Ok`, and undone otherwise.
    pub(crate) fn write<T, E: From<KeyManagerError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = self.connection()?;
        let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)
            .map_err(KeyManagerError::from)?;
        let result = work(&transaction)?;
        transaction.commit().map_err(KeyManagerError::from)?;
        Ok(result)
    }

    fn connection(&self) -> Result<Lease<'_>, KeyManagerError> {
        self.pool.take(|| self.connect())
    }

    fn path(&self) -> PathBuf {
        self.folder.join("keymanager.db")
    }

    fn connect(&self) -> Result<Connection, KeyManagerError> {
        let path = self.path();
        let io_error = |source| KeyManagerError::Io {
            path: path.clone(),
            source,
        };
        // Made here so that it is of mode 0600 from its first moment.
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        options.open(&path).map_err(io_error)?;
        let mut connection = Connection::open(&path).map_err(|error| self.explain(error))?;
        match self.wait {
            Some(wait) => connection.busy_handler(Some(wait))?,
            None => connection.busy_timeout(PATIENCE)?,
        }
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
            )
            .map_err(|error| self.explain(error))?;
        connection.set_prepared_statement_cache_capacity(64);
        // Otherwise a statement may be planned anew whenever another value is bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(connection)
    }

    fn prepare(&self, connection: &Connection) -> Result<(), KeyManagerError> {
        let version = |db: &Connection| db.query_row("PRAGMA user_version", [], |row| row.get(0));
        match version(connection).map_err(|error| self.explain(error))? {
            VERSION => return Ok(()),
            0 => {}
            _ => return Err(KeyManagerError::Newer(self.path())),
        }
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        // Another process may have made the tables meanwhile.
        if version(&transaction)? == 0_i64 {
            transaction.execute_batch(SCHEMA)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        transaction.commit()?;
        Ok(())
    }

    fn explain(&self, error: rusqlite::Error) -> KeyManagerError {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                KeyManagerError::Damaged(self.path())
            }
            _ => error.into(),
        }
    }
}
