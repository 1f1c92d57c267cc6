//! The key manager's state: one SQLite file and the master key beside it.

use std::fs::OpenOptions;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use crate::Clock;
use crate::error::KeyManagerError;
use crate::master_key::MasterKey;

const VERSION: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE seed (one INTEGER PRIMARY KEY CHECK (one = 1), text TEXT NOT NULL,
    counter INTEGER NOT NULL) STRICT;
CREATE TABLE account (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL
) STRICT;
CREATE TABLE groups (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
    name    TEXT NOT NULL,
    created INTEGER NOT NULL,
    UNIQUE (account, name)
) STRICT;
CREATE TABLE app (
    id          TEXT PRIMARY KEY,             -- the UUID that clients show as common name
    groups      TEXT NOT NULL REFERENCES groups (id) ON DELETE RESTRICT,
    name        TEXT NOT NULL,
    interface   TEXT NOT NULL,
    api_key     BLOB NOT NULL,                -- sealed under the master key
    certificate BLOB,                         -- DER; present when the method is Certificate
    created     INTEGER NOT NULL,
    UNIQUE (groups, name)
) STRICT;
CREATE TABLE key (
    id           TEXT PRIMARY KEY,
    groups       TEXT NOT NULL REFERENCES groups (id) ON DELETE RESTRICT,
    object_type  INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    enabled      INTEGER NOT NULL DEFAULT 1,
    algorithm    INTEGER,
    length       INTEGER,                     -- bits
    usage_mask   INTEGER NOT NULL DEFAULT 0,
    subtype      INTEGER,                     -- of secret data or opaque objects
    format       INTEGER,                     -- key format type
    material     BLOB,                        -- sealed under the master key; gone when destroyed
    initial      INTEGER NOT NULL,            -- dates in seconds since 1970 UTC
    activation   INTEGER,
    process_start INTEGER,
    protect_stop INTEGER,
    deactivation INTEGER,
    destroyed    INTEGER,
    compromise   INTEGER,
    occurrence   INTEGER,
    last_change  INTEGER NOT NULL,
    reason       INTEGER,                     -- revocation reason code
    message      TEXT                         -- revocation message
) STRICT;
CREATE INDEX key_of_group ON key (groups, initial, id);
CREATE TABLE key_name (
    account TEXT NOT NULL REFERENCES account (id),
    name    TEXT NOT NULL,
    key     TEXT NOT NULL REFERENCES key (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_of_key ON key_name (key, position);
CREATE TABLE key_attribute (
    key      TEXT NOT NULL REFERENCES key (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    position INTEGER NOT NULL,
    value    BLOB NOT NULL,                   -- TTLV
    PRIMARY KEY (key, name, position)
) STRICT, WITHOUT ROWID;
";

/// The key manager: its database, its master key, its clock.
pub struct KeyManager {
    folder: PathBuf,
    master_key: MasterKey,
    clock: Clock,
    /// Connections that nobody uses at the moment.
    idle: Mutex<Vec<Connection>>,
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
    /// Opens the key manager in `folder`, which is made when it is missing (mode 0700).
    ///
    /// # Errors
    /// When its state cannot be used.
    pub fn open(folder: &Path, clock: Clock) -> Result<Arc<Self>, KeyManagerError> {
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
            idle: Mutex::default(),
            writing: Mutex::default(),
        };
        let connection = manager.connect()?;
        manager.prepare(&connection)?;
        manager.give_back(connection);
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

    /// Reads in a transaction of its own.
    pub(crate) fn read<T, E: From<KeyManagerError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.take()?;
        let result = work(&connection);
        self.give_back(connection);
        result
    }

    /// Changes in one transaction, which is on the disk when this returns `Ok`.
    pub(crate) fn write<T, E: From<KeyManagerError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.take()?;
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)
            .map_err(KeyManagerError::from)?;
        let result = work(&transaction)?;
        transaction.commit().map_err(KeyManagerError::from)?;
        self.give_back(connection);
        Ok(result)
    }

    fn take(&self) -> Result<Connection, KeyManagerError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.map_or_else(|| self.connect(), Ok)
    }

    fn give_back(&self, connection: Connection) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
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
        let connection = Connection::open(&path).map_err(|error| self.explain(error))?;
        connection.busy_timeout(Duration::from_secs(30))?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
            )
            .map_err(|error| self.explain(error))?;
        connection.set_prepared_statement_cache_capacity(64);
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
