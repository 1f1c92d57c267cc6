//! A private database: opening it, and transactions in it.

use std::cell::Cell;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::is_busy;
use crate::{Error, Waiter};

/// The tables of a database, and their version, which lies in its `user_version`.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The version, 1 or more.
    pub version: i64,
    /// The statements that make all tables.
    pub sql: &'static str,
    /// The statements that bring the tables of each earlier version up to the next, from version 1 on. Without
    /// them a database of an earlier version is taken to be damaged.
    pub upgrades: &'static [&'static str],
}

impl Schema {
    fn can_upgrade(&self) -> bool {
        i64::try_from(self.upgrades.len() + 1) == Ok(self.version)
    }
}

/// A connection to a private database. It is for one thread at a time; another thread or process
/// opens its own.
///
/// Changes are written ahead (`journal_mode = WAL`), so that readers and a writer do not wait for each
/// other, and are on the disk when they are committed (`synchronous = FULL`). What is deleted is
/// overwritten (`secure_delete`).
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    path: PathBuf,
    waiter: Waiter,
    /// Whether the connection has been set up for changes, which one that only reads does without.
    is_writer: Cell<bool>,
}

impl Database {
    /// Makes the database `path`, mode 0600, with the tables of `schema`.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn create(path: &Path, schema: Schema, waiter: Waiter) -> Result<Self, Error> {
        create_private(path)?;
        let database = Self::connect(path, waiter)?;
        database.initialize(schema)?;
        Ok(database)
    }

    /// Opens the database `path`, which must have the tables of `schema`.
    ///
    /// # Errors
    /// When it is missing, open to other users, damaged, or of a newer version.
    pub fn open(path: &Path, schema: Schema, waiter: Waiter) -> Result<Self, Error> {
        refuse_others(path)?;
        let database = Self::connect(path, waiter)?;
        database.check_version(schema)?;
        Ok(database)
    }

    /// Opens the database `path`, which is made when it is missing. Of several processes that make
    /// it, one does.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when it cannot be made.
    pub fn open_or_create(path: &Path, schema: Schema, waiter: Waiter) -> Result<Self, Error> {
        // Made here so that it is of mode 0600 from its first moment.
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        options.open(path).map_err(|e| io_error(path, e))?;
        refuse_others(path)?;
        let database = Self::connect(path, waiter)?;
        if database.version()? == 0 && database.is_empty()? {
            database.initialize(schema)?;
        }
        database.check_version(schema)?;
        Ok(database)
    }

    fn connect(path: &Path, waiter: Waiter) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .and_then(|connection| {
                // The waiter waits, not SQLite.
                connection.busy_timeout(Duration::ZERO)?;
                connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
                Ok(connection)
            })
            .map_err(|e| Error::from_sqlite(e, path))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            waiter,
            is_writer: Cell::new(false),
        })
    }

    /// Makes the tables, unless another process has just made them.
    fn initialize(&self, schema: Schema) -> Result<(), Error> {
        self.use_write_ahead_log()?;
        self.write(|tx| {
            if user_version(tx).map_err(|e| self.error(e))? != 0 {
                return Ok(());
            }
            tx.execute_batch(schema.sql)
                .and_then(|()| tx.pragma_update(None, "user_version", schema.version))
                .map_err(|e| self.error(e))
        })
    }

    fn is_empty(&self) -> Result<bool, Error> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)";
        self.patiently(|| self.connection.query_row(sql, [], |row| row.get(0)))
    }

    fn check_version(&self, schema: Schema) -> Result<(), Error> {
        match self.version()? {
            version if version == schema.version => Ok(()),
            version if version > schema.version => Err(Error::Newer {
                path: self.path.clone(),
                found: version,
                known: schema.version,
            }),
            1.. if schema.can_upgrade() => self.upgrade(schema),
            _ => Err(Error::Damaged(self.path.clone())),
        }
    }

    /// Brings the tables of an earlier version up to date, unless another process has just done so.
    fn upgrade(&self, schema: Schema) -> Result<(), Error> {
        self.write(|tx| {
            let found = user_version(tx).map_err(|e| self.error(e))?;
            let done = usize::try_from(found - 1).unwrap_or_default();
            schema
                .upgrades
                .iter()
                .skip(done)
                .try_for_each(|statements| tx.execute_batch(statements))
                .and_then(|()| tx.pragma_update(None, "user_version", schema.version))
                .map_err(|e| self.error(e))
        })
    }

    fn version(&self) -> Result<i64, Error> {
        self.patiently(|| user_version(&self.connection))
    }

    /// Reads: every statement of `work` sees the same committed state. Within `work` of a
    /// [`write`](Self::write) of the same connection, it sees that change.
    ///
    /// # Errors
    /// When `work` or the database fails.
    pub fn read<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.connection.is_autocommit() {
            return work(&self.connection);
        }
        let _snapshot = Snapshot::take(self)?;
        work(&self.connection)
    }

    /// Changes: `work` runs in one immediate transaction, which is committed when it returns `Ok` and
    /// undone otherwise. It is on the disk when this returns `Ok`.
    ///
    /// # Errors
    /// When `work` or the database fails; nothing is changed then, except that after
    /// [`Error::CommitUnknown`] the change is there as a whole or not at all.
    pub fn write<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.become_writer()?;
        let transaction = self.patiently(|| {
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
        })?;
        let result = work(&transaction)?;
        transaction
            .commit()
            .map_err(|e| Error::from_commit(e, &self.path))?;
        Ok(result)
    }

    fn become_writer(&self) -> Result<(), Error> {
        if self.is_writer.get() {
            return Ok(());
        }
        self.connection
            .execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")
            .map_err(|e| self.error(e))?;
        self.is_writer.set(true);
        Ok(())
    }

    /// Copies the last committed state to the new file `path`, mode 0600, in which nothing is left of what was
    /// deleted. Another connection may be in the middle of a change.
    ///
    /// # Errors
    /// When it cannot be read, or `path` cannot be written.
    pub fn copy_to(&self, path: &Path) -> Result<(), Error> {
        let not_text = || io_error(path, io::Error::other("the path is not UTF-8"));
        let name = path.to_str().ok_or_else(not_text)?;
        let reader = Self::connect(&self.path, self.waiter.clone())?;
        // So that what fails from here on is a failure of the copy.
        reader.version()?;
        // SQLite would make it readable by others.
        create_private(path)?;
        reader
            .connection
            .execute("VACUUM INTO ?1", [name])
            .map_err(|e| Error::from_sqlite(e, path))?;
        Ok(())
    }

    /// Writes changes ahead, which a [copy](Self::copy_to) does not do by itself. It stays so.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn use_write_ahead_log(&self) -> Result<(), Error> {
        self.patiently(|| self.connection.execute_batch("PRAGMA journal_mode = WAL"))
    }

    /// Moves the changes from the log into the database and empties the log, so that no earlier state
    /// is left in either. Does not wait: false while others read an earlier state, or write.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn truncate_log(&self) -> Result<bool, Error> {
        self.become_writer()?;
        let is_busy = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, i64>(0)
            })
            .map_err(|e| self.error(e))?;
        Ok(is_busy == 0)
    }

    /// Prepared statements are kept for reuse, up to `capacity`, and planned once whatever is bound to
    /// them: for a connection that lives long.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn keep_statements(&self, capacity: usize) -> Result<(), Error> {
        self.connection
            .set_prepared_statement_cache_capacity(capacity);
        self.connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(|e| self.error(e))?;
        Ok(())
    }

    /// Whether it is in no transaction.
    pub fn is_idle(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// What an error of SQLite means here.
    pub fn error(&self, error: rusqlite::Error) -> Error {
        Error::from_sqlite(error, &self.path)
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How it waits for others.
    pub fn waiter(&self) -> &Waiter {
        &self.waiter
    }

    /// Tries again while others hold the database.
    fn patiently<T>(&self, mut attempt: impl FnMut() -> rusqlite::Result<T>) -> Result<T, Error> {
        let done = self.waiter.until(|| match attempt() {
            Ok(value) => Ok(Some(value)),
            Err(error) if is_busy(&error) => Ok(None),
            Err(error) => Err(self.error(error)),
        })?;
        done.ok_or_else(|| Error::Busy(self.path.clone()))
    }
}

fn create_private(path: &Path) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path).map_err(|e| io_error(path, e))?;
    Ok(())
}

fn refuse_others(path: &Path) -> Result<(), Error> {
    let found = path.metadata().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Error::Missing(path.to_owned()),
        _ => io_error(path, source),
    })?;
    match found.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err(Error::OpenToOthers(path.to_owned())),
    }
}

fn user_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("PRAGMA user_version")?
        .query_row([], |row| row.get(0))
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

fn io_error(path: &Path, source: io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}

/// A transaction that reads, which ends when this is dropped.
struct Snapshot<'a>(&'a Connection);

impl<'a> Snapshot<'a> {
    fn take(database: &'a Database) -> Result<Self, Error> {
        run(&database.connection, "BEGIN").map_err(|e| database.error(e))?;
        let snapshot = Self(&database.connection);
        // BEGIN alone takes no state yet. Once one is taken nobody can make a statement wait.
        database.version()?;
        Ok(snapshot)
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // It changed nothing, so there is nothing that could fail to be saved.
        let _ = run(self.0, "COMMIT");
    }
}
