//! What the array knows of a drive, whether it is there or not.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Bay, DriveError};
use crate::ground::StoreError;

/// A drive of the array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveRow {
    /// Where it sits, or sat.
    pub bay: Bay,
    /// Its serial number.
    pub serial: String,
    /// Its capacity in bytes.
    pub capacity: u64,
    /// Whether it has failed.
    pub failed: bool,
    /// By what the device is known again.
    pub(crate) fingerprint: String,
    /// By what the layer of the generation that counts is known, which the drive got.
    pub(crate) layer: Option<String>,
}

const COLUMNS: &str = "SELECT bay, serial, capacity, status, fingerprint, layer FROM drive";

impl DriveRow {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let bay: String = row.get(0)?;
        let Ok(bay) = bay.parse() else {
            return Ok(None);
        };
        Ok(Some(Self {
            bay,
            serial: row.get(1)?,
            capacity: row.get::<_, i64>(2)?.cast_unsigned(),
            failed: row.get::<_, String>(3)? == "failed",
            fingerprint: row.get(4)?,
            layer: row.get(5)?,
        }))
    }

    /// Adds it, or writes it anew when there is one in its bay.
    pub(crate) fn put(&self, tx: &Connection) -> Result<(), StoreError> {
        tx.prepare_cached(
            "INSERT OR REPLACE INTO drive (bay, kind, serial, capacity, status, fingerprint, layer)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            self.bay.to_string(),
            self.bay.kind().as_str(),
            self.serial,
            self.capacity.cast_signed(),
            if self.failed { "failed" } else { "healthy" },
            self.fingerprint,
            self.layer
        ])?;
        Ok(())
    }
}

/// All drives, SSDs first, by bay.
pub(crate) fn all(db: &Connection) -> Result<Vec<DriveRow>, StoreError> {
    let mut statement = db.prepare_cached(COLUMNS)?;
    let rows = statement.query_map([], DriveRow::from_row)?;
    let rows: Vec<Option<DriveRow>> = rows.collect::<Result<_, _>>()?;
    let mut rows: Vec<DriveRow> = rows.into_iter().flatten().collect();
    rows.sort_by_key(|row| row.bay);
    Ok(rows)
}

/// The drive of that bay.
pub(crate) fn of_bay(db: &Connection, bay: Bay) -> Result<DriveRow, DriveError> {
    let mut statement = db
        .prepare_cached(&format!("{COLUMNS} WHERE bay = ?1"))
        .map_err(StoreError::from)?;
    let found = statement
        .query_row([bay.to_string()], DriveRow::from_row)
        .optional();
    found
        .map_err(StoreError::from)?
        .flatten()
        .ok_or(DriveError::Missing)
}

/// Records what each drive got of a new generation, by its serial number; the others got nothing.
pub(crate) fn record_layers<'a>(
    tx: &Connection,
    layers: impl IntoIterator<Item = (&'a str, String)>,
) -> Result<(), StoreError> {
    tx.execute("UPDATE drive SET layer = NULL", [])?;
    let mut update = tx.prepare_cached("UPDATE drive SET layer = ?2 WHERE serial = ?1")?;
    for (serial, layer) in layers {
        update.execute(params![serial, layer])?;
    }
    Ok(())
}

/// Forgets the drive of that bay.
pub(crate) fn remove(tx: &Connection, bay: Bay) -> Result<(), StoreError> {
    tx.execute("DELETE FROM drive WHERE bay = ?1", [bay.to_string()])?;
    Ok(())
}
