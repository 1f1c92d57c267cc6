//! Reading a database whose log is empty, by no more than its one file.
//!
//! SQLite makes a log and shared memory for everyone who reads, and removes them after the last: more
//! work than a command's reading is. It need not when the file cannot change, which it calls
//! immutable. With a write-ahead log the file changes only when the log is moved into it, and that
//! nobody does without the exclusive lock of the file `…-lock`:
//!
//! * A reader of the file as immutable holds the lock shared, from before it has found the log empty
//!   until it is done. What it reads is the last committed state as long as the log is still empty.
//! * A writer writes to the log, which needs no lock but SQLite's.
//! * A reader that finds changes in the log reads through it, as usual, and holds no lock.
//!
//! So a reader keeps nobody from changing, and whoever does not get the lock leaves the log to who comes
//! next. Whoever is killed leaves a log that SQLite recovers, and no lock.

use std::cell::Cell;
use std::fs::{self, File, Metadata};
use std::ops::Deref;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::file::{FileId, beside};
use crate::{lock, log};

/// A connection that reads the file alone, and the lock that keeps the file as it is.
#[derive(Debug)]
pub(crate) struct Immutable {
    path: PathBuf,
    id: FileId,
    connection: Connection,
    lock: File,
    is_locked: Cell<bool>,
    /// How many [`Reading`]s there are.
    readings: Cell<u32>,
}

impl Immutable {
    /// `None` when the log is not empty, or is just being emptied, or `path` is another file than `id`.
    pub(crate) fn open(path: &Path, id: FileId) -> rusqlite::Result<Option<Self>> {
        let Ok(lock) = lock::open(&beside(path, "-lock")) else {
            // Whether this matters shows when it is opened as usual.
            return Ok(None);
        };
        if lock.try_lock_shared().is_err() || !is_settled(path, id) {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(uri(path), flags)?;
        Ok(Some(Self {
            path: path.to_owned(),
            id,
            connection,
            lock,
            is_locked: Cell::new(true),
            readings: Cell::new(0),
        }))
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Whether what it reads is the last committed state.
    pub(crate) fn is_current(&self) -> bool {
        self.is_locked.get() && is_settled(&self.path, self.id)
    }

    /// Its connection, to read one state; `None` when that would not be the last committed one. A
    /// reading within a reading sees the same state.
    pub(crate) fn hold(&self) -> Option<Reading<'_>> {
        if self.readings.get() == 0 && !self.is_current() {
            return None;
        }
        self.readings.set(self.readings.get() + 1);
        Some(Reading(self))
    }

    /// Whether a reading is in progress.
    pub(crate) fn is_held(&self) -> bool {
        self.readings.get() > 0
    }

    /// Lets others move the log into the file, once no reading is in progress.
    pub(crate) fn retire(&self) {
        self.is_locked.set(false);
        if !self.is_held() {
            let _ = self.lock.unlock();
        }
    }
}

/// The connection while one state is read.
pub(crate) struct Reading<'a>(&'a Immutable);

impl Deref for Reading<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0.connection
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.readings.set(self.0.readings.get() - 1);
        if !self.0.is_locked.get() {
            self.0.retire();
        }
    }
}

/// The lock for moving the log into the database, unless others hold it.
pub(crate) fn lock_exclusive(path: &Path) -> Option<File> {
    let lock = lock::open(&beside(path, "-lock")).ok()?;
    lock.try_lock().ok().map(|()| lock)
}

/// Whether everything committed is in the file `id`, and nothing else.
fn is_settled(path: &Path, id: FileId) -> bool {
    let is_whole = |found: &Metadata| FileId::from(found) == id && found.len() > 0;
    // Until it is in WAL mode, the journal has what the file had before a change.
    log::length(path) == 0
        && length(&beside(path, "-journal")) == 0
        && fs::metadata(path).is_ok_and(|found| is_whole(&found))
}

/// The length of a file, 0 when there is none.
fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

/// The name by which SQLite opens `path` as immutable (RFC 3986, section 2).
fn uri(path: &Path) -> PathBuf {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => uri.push(byte.into()),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    uri.into()
}
