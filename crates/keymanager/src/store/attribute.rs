//! The attributes that clients have set and that mean nothing to the key manager.

use pure_kmip::Attribute;
use pure_kmip::ttlv::{Item, Limits, Tag, Value, decode, encode};
use rusqlite::{Connection, Params, Row, params};

use crate::error::KeyManagerError;

/// All of an object, by name and index.
pub(crate) fn all(db: &Connection, id: &str) -> Result<Vec<Attribute>, KeyManagerError> {
    select(db, "key = ?1", [id])
}

/// Those of one name, by index.
pub(crate) fn named(
    db: &Connection,
    id: &str,
    name: &str,
) -> Result<Vec<Attribute>, KeyManagerError> {
    select(db, "key = ?1 AND name = ?2", [id, name])
}

fn select(
    db: &Connection,
    which: &str,
    of: impl Params,
) -> Result<Vec<Attribute>, KeyManagerError> {
    let sql = format!(
        "SELECT name, position, value FROM key_attribute WHERE {which} ORDER BY name, position"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_and_then(of, from_row)?;
    rows.collect()
}

fn from_row(row: &Row<'_>) -> Result<Attribute, KeyManagerError> {
    let bytes: Vec<u8> = row.get(2)?;
    // It was encoded here: what does not decode was altered by others.
    let item = decode(&bytes, &Limits::default()).map_err(|_| KeyManagerError::MasterKey)?;
    Ok(Attribute {
        name: row.get(0)?,
        index: row.get(1)?,
        value: item.value,
    })
}

/// Adds one, and tells its index.
pub(crate) fn add(
    db: &Connection,
    id: &str,
    name: &str,
    value: &Value,
) -> Result<i32, KeyManagerError> {
    let next = "SELECT coalesce(max(position) + 1, 0) FROM key_attribute
        WHERE key = ?1 AND name = ?2";
    let index: i32 = db
        .prepare_cached(next)?
        .query_row([id, name], |row| row.get(0))?;
    set(db, id, name, index, value)?;
    Ok(index)
}

/// Writes the one of that name and index.
pub(crate) fn set(
    db: &Connection,
    id: &str,
    name: &str,
    index: i32,
    value: &Value,
) -> Result<(), KeyManagerError> {
    let bytes = encode(&Item::new(Tag::ATTRIBUTE_VALUE, value.clone()));
    db.prepare_cached(
        "INSERT OR REPLACE INTO key_attribute (key, name, position, value) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![id, name, index, bytes.as_slice()])?;
    Ok(())
}

/// Removes the one of that name and index.
pub(crate) fn delete(
    db: &Connection,
    id: &str,
    name: &str,
    index: i32,
) -> Result<(), KeyManagerError> {
    let delete = "DELETE FROM key_attribute WHERE key = ?1 AND name = ?2 AND position = ?3";
    db.prepare_cached(delete)?
        .execute(params![id, name, index])?;
    Ok(())
}
