//! The write-ahead log of a database, which is overwritten before it goes.
//!
//! SQLite cuts the log off, or removes it, with all the pages in it: the blocks of the file system keep
//! what they held, also of rows that are deleted from the database later. So no log that holds anything
//! is ever left to SQLite to remove:
//!
//! 1. A checkpoint of the kind RESTART moves everything into the database, waits until that is on the
//!    disk, and makes sure that nobody reads by the log any more.
//! 2. A transaction keeps others from writing, and its `data_version` says whether somebody has written
//!    since before the checkpoint. If not, the database has everything, and who reads from here on
//!    reads the database alone; who writes next begins the log anew.
//! 3. The log is overwritten with zeros: its header first, and on the disk first, since a log that
//!    begins with earlier frames and ends with zeros would bring their state back after a power loss.
//!    Then it is cut off.
//!
//! Whoever is killed on the way leaves a log that says what the database says, or one that says
//! nothing.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use rustix::fs::OFlags;

use crate::error::is_busy;
use crate::file::beside;

/// The header of the log and of its first frame lie before this place.
const BEGINNING: u64 = 512;

/// Moves everything from the log of the database `path` into it, and empties the log; false while others
/// read, or write.
pub(crate) fn empty(connection: &Connection, path: &Path) -> rusqlite::Result<bool> {
    let before = data_version(connection)?;
    let sql = "PRAGMA wal_checkpoint(RESTART)";
    let is_busy_with: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    if is_busy_with != 0 {
        return Ok(false);
    }
    let alone = match Transaction::new_unchecked(connection, TransactionBehavior::Immediate) {
        Err(error) if is_busy(&error) => return Ok(false),
        begun => begun?,
    };
    if data_version(&alone)? != before {
        return Ok(false);
    }
    let done = overwrite_and_cut(path);
    alone.rollback()?;
    Ok(done.is_ok())
}

/// Changes whenever another connection has changed something.
fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0))
}

/// The length of the log of the database `path`, in bytes.
pub(crate) fn length(path: &Path) -> u64 {
    place(path).metadata().map_or(0, |found| found.len())
}

fn overwrite_and_cut(path: &Path) -> io::Result<()> {
    match open(path) {
        Ok(log) => {
            overwrite(&log)?;
            log.set_len(0)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// SQLite holds no lock on it that closing it would end.
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
        .open(place(path))
}

fn place(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

/// Overwrites what is there with zeros, the beginning first.
fn overwrite(log: &File) -> io::Result<()> {
    let zeros = [0; 1 << 16];
    let length = log.metadata()?.len();
    let beginning = length.min(BEGINNING);
    if beginning == 0 {
        return Ok(());
    }
    log.write_all_at(&zeros[..BEGINNING as usize][..beginning as usize], 0)?;
    log.sync_data()?;
    let mut at = beginning;
    while at < length {
        let piece = zeros
            .len()
            .min(usize::try_from(length - at).unwrap_or(usize::MAX));
        log.write_all_at(&zeros[..piece], at)?;
        at += piece as u64;
    }
    log.sync_data()
}

/// The log while the connection is closed that may be the last: SQLite removes the log then, with what
/// others have written since it was emptied.
pub(crate) struct Removal(Option<File>);

impl Removal {
    /// Before the connection is closed.
    pub(crate) fn of(path: &Path) -> Self {
        Self(open(path).ok())
    }

    /// After it: what was removed is overwritten.
    pub(crate) fn finish(self) {
        let is_removed = |log: &File| log.metadata().is_ok_and(|found| found.nlink() == 0);
        if let Some(log) = self.0.filter(is_removed) {
            // Nothing but this handle is left of it.
            let _ = overwrite(&log);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn all_of_the_log_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        for length in [0, 1, BEGINNING, BEGINNING + 1, 200_000] {
            let content = vec![7; usize::try_from(length).unwrap()];
            fs::write(place(&path), &content).unwrap();
            overwrite(&open(&path).unwrap()).unwrap();
            assert_eq!(fs::read(place(&path)).unwrap(), vec![0; content.len()]);
        }
        overwrite_and_cut(&path).unwrap();
        assert_eq!(super::length(&path), 0);
        assert_eq!(fs::metadata(place(&path)).unwrap().len(), 0);
        fs::remove_file(place(&path)).unwrap();
        overwrite_and_cut(&path).unwrap();
    }
}
