//! What the array's database says of the array as a whole: one row.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use uuid::Uuid;

use super::name::ObjectName;
use super::store::{Store, StoreError, Tx};

/// Writes the row of a new array, which runs with the first generation of its array key: over how many
/// SSDs it is shared, and how many of them open it.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn insert(
    tx: &Tx<'_>,
    id: Uuid,
    version: &str,
    now: Timestamp,
    (shares, needed): (u8, u8),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO array
             (one, id, version, created, power, generation, shares, needed, rotated)
         VALUES (1, ?1, ?2, ?3, 'on', 1, ?4, ?5, ?3)",
        params![id.to_string(), version, now.as_second(), shares, needed],
    )?;
    Ok(())
}

/// Its UUID, and by how much its clock is wrong.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn identity(store: &Store) -> Result<(Uuid, SignedDuration), StoreError> {
    let (id, skew): (String, i64) = store.read(|db| {
        let columns = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        db.prepare_cached("SELECT id, clock_skew FROM array")
            .and_then(|mut row| row.query_row([], columns))
            .map_err(|error| store.error(error))
    })?;
    let id = id
        .parse()
        .map_err(|_| StoreError::Damaged(store.path().to_owned()))?;
    Ok((id, SignedDuration::from_secs(skew)))
}

/// Gives it another UUID: it is off, as one that never ran.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn set_id(tx: &Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    let set = "UPDATE array SET id = ?1, power = 'off', locked_reason = NULL, memory = NULL";
    tx.execute(set, [id.to_string()])?;
    Ok(())
}

/// The version of Purity it shows.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn version(store: &Store) -> Result<String, StoreError> {
    store.read(|db| {
        db.prepare_cached("SELECT version FROM array")
            .and_then(|mut row| row.query_row([], |row| row.get(0)))
            .map_err(|error| store.error(error))
    })
}

/// Sets its clock wrong by that much.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn set_clock_skew(tx: &Tx<'_>, skew: SignedDuration) -> Result<(), StoreError> {
    tx.execute("UPDATE array SET clock_skew = ?1", [skew.as_secs()])?;
    Ok(())
}

/// The UUID of the array in a database that need not be of this release, and its name, which is
/// there in one of release 0.1; `None` in a database without an array.
///
/// # Errors
/// When it cannot be opened, or is damaged.
pub(crate) fn of_any_release(
    database: &Path,
) -> Result<Option<(Uuid, Option<ObjectName>)>, StoreError> {
    let damaged = || StoreError::Damaged(database.to_owned());
    let db = open(database)?;
    let has_name = "SELECT count(*) FROM pragma_table_info('array') WHERE name = 'name'";
    let has_name: bool = db
        .query_row(has_name, [], |row| row.get(0))
        .map_err(|_| damaged())?;
    let columns = if has_name {
        "SELECT id, name FROM array"
    } else {
        "SELECT id, NULL FROM array"
    };
    let row: Option<(String, Option<String>)> = db
        .query_row(columns, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .map_err(|_| damaged())?;
    let Some((id, name)) = row else {
        return Ok(None);
    };
    let id = id.parse().map_err(|_| damaged())?;
    let name = name.map(|name| name.parse()).transpose();
    Ok(Some((id, name.map_err(|_| damaged())?)))
}

/// Gives the array in a database of release 0.1 the name `to`; `then` is done with it, and is told by
/// how much the array's clock was moved.
///
/// # Errors
/// When the database cannot be changed, or `then` fails. Nothing is changed then.
pub(crate) fn rename_in_release_0_1(
    database: &Path,
    to: &ObjectName,
    then: impl FnOnce(&Tx<'_>, SignedDuration) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut db = open(database)?;
    let tx = db.transaction()?;
    tx.execute("UPDATE array SET name = ?1", [to.as_str()])?;
    // An array of that release had a time of its own.
    let seconds = tx.query_row("SELECT clock_offset FROM array", [], |row| row.get(0))?;
    then(&tx, SignedDuration::from_secs(seconds))?;
    Ok(tx.commit()?)
}

/// Opens a database as it is: its tables are brought up to date when it is opened as an array.
fn open(database: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    Ok(Connection::open_with_flags(database, flags)?)
}
