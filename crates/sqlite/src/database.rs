//! A private database: opening it, and transactions in it.

use std::cell::{Cell, OnceCell};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::connection::{self, Snapshot, keep_statements, user_version};
use crate::error::is_busy;
use crate::file::{self, FileId};
use crate::immutable::{self, Immutable};
use crate::log::{self, Removal};
use crate::{Error, Schema, Usage, Waiter};

/// How long the log of [`Usage::Commands`] may get before who writes empties it, in bytes.
const LONG_LOG: u64 = 4 << 20;

/// How long a deletion waits for those who keep it from being moved out of the log.
const PURGE_TIMEOUT: Duration = Duration::from_secs(2);
const PURGE_PAUSE: Duration = Duration::from_millis(5);

/// A handle of a private database. It is for one thread at a time; another thread or process opens its
/// own.
///
/// Changes are written ahead (`journal_mode = WAL`), so that readers and a writer do not wait for each
/// other, and are on the disk when they are committed (`synchronous = FULL`). What is deleted is
/// overwritten (`secure_delete`).
#[derive(Debug)]
pub struct Database {
    path: PathBuf,
    /// The file of that path when it was opened, since the connection is made later.
    pub(crate) id: FileId,
    usage: Usage,
    pub(crate) waiter: Waiter,
    /// What [`Usage::Commands`] reads by as long as nobody changes anything.
    immutable: Option<Immutable>,
    pub(crate) connection: OnceCell<Connection>,
    /// Whether the connection has been set up for changes.
    is_writer: Cell<bool>,
    /// How many prepared statements the connection keeps.
    kept_statements: Option<usize>,
}

impl Database {
    /// Makes the database `path`, mode 0600, with the tables of `schema`.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn create(path: &Path, schema: Schema, waiter: Waiter) -> Result<Self, Error> {
        file::create_private(path).map_err(|e| Error::io(path, e))?;
        let database = Self::new(path, file::check_private(path)?, schema.usage, waiter);
        database.initialize(schema)?;
        Ok(database)
    }

    /// Opens the database `path`, which must have the tables of `schema`.
    ///
    /// # Errors
    /// When it is missing, open to other users, damaged, or of a newer version.
    pub fn open(path: &Path, schema: Schema, waiter: Waiter) -> Result<Self, Error> {
        let id = file::check_private(path)?;
        let mut database = Self::new(path, id, schema.usage, waiter);
        database.read_immutable()?;
        database.check_version(schema)?;
        Ok(database)
    }

    /// Opens the database `path`, which is made when it is missing. Of several processes that make
    /// it, one does.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when it cannot be made.
    pub fn open_or_create(path: &Path, schema: Schema, waiter: Waiter) -> Result<Self, Error> {
        let id = match file::check_private(path) {
            Err(Error::Missing(_)) => {
                match file::create_private(path) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                        return Err(Error::io(path, error));
                    }
                    _ => {}
                }
                file::check_private(path)?
            }
            found => found?,
        };
        let mut database = Self::new(path, id, schema.usage, waiter);
        database.read_immutable()?;
        if database.version()? == 0 && database.is_empty()? {
            database.initialize(schema)?;
        }
        database.check_version(schema)?;
        Ok(database)
    }

    fn new(path: &Path, id: FileId, usage: Usage, waiter: Waiter) -> Self {
        Self {
            path: path.to_owned(),
            id,
            usage,
            waiter,
            immutable: None,
            connection: OnceCell::new(),
            is_writer: Cell::new(false),
            kept_statements: None,
        }
    }

    fn read_immutable(&mut self) -> Result<(), Error> {
        if self.usage == Usage::Commands {
            self.immutable = Immutable::open(&self.path, self.id).map_err(|e| self.error(e))?;
        }
        Ok(())
    }

    /// The connection that shows the last committed state.
    fn reader(&self) -> Result<&Connection, Error> {
        match (self.connection.get(), &self.immutable) {
            (None, Some(immutable)) if immutable.is_current() => Ok(immutable.connection()),
            _ => self.connection(),
        }
    }

    /// The connection that may change it.
    pub(crate) fn connection(&self) -> Result<&Connection, Error> {
        if let Some(connection) = self.connection.get() {
            return Ok(connection);
        }
        let connection = self.connect().map_err(|e| match FileId::of(&self.path) {
            Some(id) if id == self.id => self.error(e),
            _ => Error::Moved(self.path.clone()),
        })?;
        if FileId::of(&self.path) != Some(self.id) {
            return Err(Error::Moved(self.path.clone()));
        }
        // From its first statement on it has the log open, and nobody can move the log away from it.
        self.patiently(|| user_version(&connection))?;
        let connection = self.connection.get_or_init(|| connection);
        if let Some(immutable) = &self.immutable {
            immutable.retire();
        }
        Ok(connection)
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = connection::open(&self.path, self.usage)?;
        if let Some(capacity) = self.kept_statements {
            keep_statements(&connection, capacity)?;
        }
        Ok(connection)
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
        let reader = self.reader()?;
        self.patiently(|| reader.query_row(sql, [], |row| row.get(0)))
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
        let reader = self.reader()?;
        self.patiently(|| user_version(reader))
    }

    /// Reads: every statement of `work` sees the same committed state, that of the first. Within `work` of a
    /// [`write`](Self::write) of the same handle, it sees that change.
    ///
    /// # Errors
    /// When `work` or the database fails.
    pub fn read<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.connection.get().is_none()
            && let Some(immutable) = &self.immutable
            && let Some(connection) = immutable.hold()
        {
            return work(&connection);
        }
        let connection = self.connection()?;
        if !connection.is_autocommit() {
            return work(connection);
        }
        let _snapshot = Snapshot::begin(connection).map_err(|e| self.error(e))?;
        work(connection)
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
        let connection = self.writer()?;
        let begin = || Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
        let transaction = self.patiently(begin)?;
        let result = work(&transaction)?;
        transaction
            .commit()
            .map_err(|e| Error::from_commit(e, &self.path))?;
        self.shorten_log();
        Ok(result)
    }

    fn writer(&self) -> Result<&Connection, Error> {
        let connection = self.connection()?;
        if !self.is_writer.get() {
            self.patiently(|| connection::prepare_to_write(connection, self.usage))?;
            self.is_writer.set(true);
        }
        Ok(connection)
    }

    /// After a change, which is saved already: what fails here is left to whoever comes next.
    fn shorten_log(&self) {
        if self.usage == Usage::Commands && log::length(&self.path) > LONG_LOG {
            let _ = self.truncate_log();
        }
    }

    /// Copies the last committed state to the new file `path`, mode 0600, in which nothing is left of what was
    /// deleted. Another connection may be in the middle of a change.
    ///
    /// # Errors
    /// When it cannot be read, or `path` cannot be written.
    pub fn copy_to(&self, path: &Path) -> Result<(), Error> {
        let not_text = || Error::io(path, io::Error::other("the path is not UTF-8"));
        let name = path.to_str().ok_or_else(not_text)?;
        let mut reader = Self::new(&self.path, self.id, self.usage, self.waiter.clone());
        reader.read_immutable()?;
        // So that what fails from here on is a failure of the copy.
        reader.version()?;
        // SQLite would make it readable by others.
        file::create_private(path).map_err(|e| Error::io(path, e))?;
        reader
            .reader()?
            .execute("VACUUM INTO ?1", [name])
            .map_err(|e| Error::from_sqlite(e, path))?;
        Ok(())
    }

    /// Puts the state of the database `source` in place of its own, in one change: who reads meanwhile sees
    /// the one or the other. `source` has to have the same tables.
    ///
    /// # Errors
    /// When `source` cannot be read, or the database cannot be written. It is as it was then.
    pub fn restore_from(&self, source: &Path) -> Result<(), Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let of_source = |e| Error::from_sqlite(e, source);
        let from = Connection::open_with_flags(source, flags).map_err(of_source)?;
        // So that what fails from here on is a failure of the restoration.
        user_version(&from).map_err(of_source)?;
        let mut target = Self::new(&self.path, self.id, self.usage, self.waiter.clone());
        target.writer()?;
        if let Some(connection) = target.connection.get_mut() {
            let backup = Backup::new(&from, connection).map_err(|e| self.error(e))?;
            let done = self.waiter.until(|| match backup.step(-1) {
                Ok(StepResult::Done) => Ok(Some(())),
                Ok(_) => Ok(None),
                Err(error) if is_busy(&error) => Ok(None),
                Err(error) => Err(self.error(error)),
            })?;
            done.ok_or_else(|| Error::Busy(self.path.clone()))?;
        }
        // What it replaced must not stay in the log, as far as others allow.
        target.purge();
        Ok(())
    }

    /// Writes changes ahead, which a [copy](Self::copy_to) does not do by itself. It stays so.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn use_write_ahead_log(&self) -> Result<(), Error> {
        let connection = self.connection()?;
        self.patiently(|| connection.execute_batch("PRAGMA journal_mode = WAL"))
    }

    /// Moves the changes from the log into the database, overwrites the log and empties it, so that no
    /// earlier state is left in either. Does not wait: false while others read, or write.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn truncate_log(&self) -> Result<bool, Error> {
        let connection = self.writer()?;
        let _lock = match self.lock_log() {
            LogLock::Refused => return Ok(false),
            lock => lock,
        };
        log::empty(connection, &self.path).map_err(|e| self.error(e))
    }

    /// Writes all rows of those tables anew, on pages of their own: SQLite overwrites what it deletes, but
    /// leaves in the free space of a page some of what it has moved to another, as when rows beside
    /// them are deleted. No other table may depend on them.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn rewrite(&self, tables: &[&str]) -> Result<(), Error> {
        let rewrite = |table: &&str| {
            format!(
                "CREATE TEMP TABLE rewritten AS SELECT * FROM main.{table};
                 DELETE FROM main.{table};
                 INSERT INTO main.{table} SELECT * FROM rewritten;
                 DROP TABLE rewritten;"
            )
        };
        let sql: String = tables.iter().map(rewrite).collect();
        self.write(|tx| tx.execute_batch(&sql).map_err(|e| self.error(e)))
    }

    /// As [`truncate_log`](Self::truncate_log), after something was deleted that must not stay: waits for
    /// two seconds while others read or write. False when it stays in the log until somebody else moves
    /// it: what was asked for is done all the same.
    pub fn purge(&self) -> bool {
        let end = Instant::now() + PURGE_TIMEOUT;
        loop {
            if matches!(self.truncate_log(), Ok(true)) {
                return true;
            }
            if Instant::now() >= end {
                return false;
            }
            thread::sleep(PURGE_PAUSE);
        }
    }

    /// The right to move the log into the database, which who reads it as immutable keeps others from.
    fn lock_log(&self) -> LogLock {
        if self.usage == Usage::Server {
            return LogLock::Needless;
        }
        if self.immutable.as_ref().is_some_and(Immutable::is_held) {
            return LogLock::Refused;
        }
        immutable::lock_exclusive(&self.path).map_or(LogLock::Refused, LogLock::Held)
    }

    /// Prepared statements are kept for reuse, up to `capacity`, and planned once whatever is bound to
    /// them: for a handle that lives long.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn keep_statements(&mut self, capacity: usize) -> Result<(), Error> {
        self.kept_statements = Some(capacity);
        match self.connection.get() {
            Some(connection) => keep_statements(connection, capacity).map_err(|e| self.error(e)),
            None => Ok(()),
        }
    }

    /// Whether it is in no transaction.
    pub fn is_idle(&self) -> bool {
        self.connection.get().is_none_or(Connection::is_autocommit)
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

impl Drop for Database {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let lock = self.lock_log();
        if matches!(lock, LogLock::Refused) {
            // SQLite leaves the log as it is then.
            return;
        }
        // With a server, who only reads is one of many.
        let is_due = self.is_writer.get() || self.usage == Usage::Commands;
        if is_due && log::length(&self.path) > 0 {
            let _ = log::empty(&connection, &self.path);
        }
        // SQLite moves the log into the database, and removes it, when the last connection is closed.
        let _ = connection::empty_log_at_end(&connection, true);
        let removal = Removal::of(&self.path);
        drop(connection);
        removal.finish();
        drop(lock);
    }
}

enum LogLock {
    Held(#[expect(dead_code, reason = "it is held, not used")] File),
    Needless,
    Refused,
}
