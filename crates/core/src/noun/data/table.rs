//! The table of volumes.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{DataError, Volume, VolumeId};
use crate::ground::{ObjectName, StoreError};

/// The volume `name`, if there is one.
pub(super) fn get(db: &Connection, name: &ObjectName) -> Result<Option<Volume>, DataError> {
    let found = db
        .prepare_cached("SELECT name, file, size, created FROM volume WHERE name = ?1")?
        .query_row([name.as_str()], from_row)
        .optional()?;
    Ok(found)
}

/// All volumes, by name.
pub(crate) fn all(db: &Connection) -> Result<Vec<Volume>, DataError> {
    let mut statement = db.prepare("SELECT name, file, size, created FROM volume ORDER BY name")?;
    let volumes = statement
        .query_map([], from_row)?
        .collect::<Result<_, _>>()?;
    Ok(volumes)
}

/// Puts `volume` in, in place of the one of its name, whose id is returned; it was created when that one was.
pub(super) fn put(db: &Connection, volume: &Volume) -> Result<Option<VolumeId>, DataError> {
    let before = get(db, &volume.name)?;
    db.prepare_cached(
        "INSERT INTO volume (name, file, size, created) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET
             file = excluded.file, size = excluded.size",
    )?
    .execute(params![
        volume.name.as_str(),
        volume.id.to_string(),
        volume.size.cast_signed(),
        volume.created.as_second()
    ])?;
    Ok(before.map(|before| before.id))
}

/// Takes the volume `name` out.
pub(super) fn take(db: &Connection, name: &ObjectName) -> Result<(), DataError> {
    db.execute("DELETE FROM volume WHERE name = ?1", [name.as_str()])?;
    Ok(())
}

/// Whether a volume's file is the one of `id`.
pub(super) fn is_used(db: &Connection, id: &VolumeId) -> Result<bool, StoreError> {
    let used = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM volume WHERE file = ?1)")?
        .query_row([id.to_string()], |row| row.get(0))?;
    Ok(used)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Volume> {
    let unreadable =
        |column| rusqlite::Error::InvalidColumnType(column, "volume".into(), row_type(row, column));
    Ok(Volume {
        name: row
            .get::<_, String>(0)?
            .parse()
            .map_err(|_| unreadable(0))?,
        id: row
            .get::<_, String>(1)?
            .parse()
            .map_err(|_| unreadable(1))?,
        size: row.get::<_, i64>(2)?.cast_unsigned(),
        created: Timestamp::from_second(row.get(3)?).map_err(|_| unreadable(3))?,
    })
}

fn row_type(row: &Row<'_>, column: usize) -> rusqlite::types::Type {
    row.get_ref(column)
        .map_or(rusqlite::types::Type::Null, |value| value.data_type())
}
