//! The exports that were made of the array, and the key that each needs besides what is in it.

use std::fmt;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::ground::StoreError;

/// An export of the array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Export {
    /// Where it was written, where that is known: it may have been moved since.
    pub(crate) file: Option<String>,
    /// When it was made, by the array's clock.
    pub(crate) time: Timestamp,
}

impl fmt::Display for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.time.strftime("%Y-%m-%d %H:%M:%S UTC");
        match &self.file {
            Some(file) => write!(f, "{file} of {time}"),
            None => write!(f, "one of {time}"),
        }
    }
}

/// Notes that the array is being exported to `file`, locked with the key of that name. Returns the number of
/// the note.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn note(
    tx: &Connection,
    now: Timestamp,
    file: &Path,
    key_name: Option<&str>,
) -> Result<i64, StoreError> {
    tx.execute(
        "INSERT INTO export (time, file, key_name) VALUES (?1, ?2, ?3)",
        params![now.as_second(), file.to_string_lossy(), key_name],
    )?;
    Ok(tx.last_insert_rowid())
}

/// Forgets the note of that number: there is no such export.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn forget(tx: &Connection, number: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM export WHERE id = ?1", [number])?;
    Ok(())
}

/// Forgets all of them: they are another array's.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn forget_all(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("DELETE FROM export", [])?;
    Ok(())
}

/// An export as it is noted, for the array in another state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Noted {
    time: i64,
    file: Option<String>,
    key_name: Option<String>,
}

/// All that are noted, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn all(db: &Connection) -> Result<Vec<Noted>, StoreError> {
    let mut statement = db.prepare_cached("SELECT time, file, key_name FROM export ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        Ok(Noted {
            time: row.get(0)?,
            file: row.get(1)?,
            key_name: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes the export, too.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn add(tx: &Connection, noted: &Noted) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO export (time, file, key_name) VALUES (?1, ?2, ?3)",
        params![noted.time, noted.file, noted.key_name],
    )?;
    Ok(())
}

/// The exports that need the key of that name, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn needing(db: &Connection, key_name: &str) -> Result<Vec<Export>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT file, time FROM export WHERE key_name = ?1 ORDER BY id")?;
    let rows = statement.query_map([key_name], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Export> {
    Ok(Export {
        file: row.get(0)?,
        time: Timestamp::from_second(row.get(1)?).unwrap_or_default(),
    })
}
