//! The names of objects (KMIP 1.4, section 3.2): unique in their account among those that are not
//! destroyed.

use rusqlite::{Connection, params};

use super::KeyRow;

/// A name of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyName {
    /// Its attribute index, which stays when others come and go.
    pub(crate) index: i32,
    pub(crate) name: String,
}

/// The names of an object, the first one first.
pub(crate) fn names_of(db: &Connection, id: &str) -> rusqlite::Result<Vec<KeyName>> {
    let find = "SELECT position, name FROM key_name WHERE key = ?1 ORDER BY position";
    db.prepare_cached(find)?
        .query_map([id], |row| {
            Ok(KeyName {
                index: row.get(0)?,
                name: row.get(1)?,
            })
        })?
        .collect()
}

/// Gives an object a further name, and tells its index; none when the name is in use.
pub(crate) fn add_name(db: &Connection, key: &KeyRow, name: &str) -> rusqlite::Result<Option<i32>> {
    let next = "SELECT coalesce(max(position) + 1, 0) FROM key_name WHERE key = ?1";
    let index: i32 = db
        .prepare_cached(next)?
        .query_row([&key.id], |row| row.get(0))?;
    let added = db
        .prepare_cached(
            "INSERT INTO key_name (key, position, account, name, live)
             SELECT ?1, ?2, account, ?3, ?5 FROM groups WHERE id = ?4
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            key.id,
            index,
            name,
            key.group_id,
            !key.is_destroyed()
        ])?;
    Ok((added == 1).then_some(index))
}

/// Gives an object another name in the place of the one of that index; false when it is in use.
pub(crate) fn rename(
    db: &Connection,
    key: &KeyRow,
    index: i32,
    name: &str,
) -> rusqlite::Result<bool> {
    let rename = "UPDATE OR IGNORE key_name SET name = ?3 WHERE key = ?1 AND position = ?2";
    let renamed = db
        .prepare_cached(rename)?
        .execute(params![key.id, index, name])?;
    Ok(renamed == 1)
}

/// Takes the name of that index from an object.
pub(crate) fn delete_name(db: &Connection, key: &KeyRow, index: i32) -> rusqlite::Result<()> {
    let delete = "DELETE FROM key_name WHERE key = ?1 AND position = ?2";
    db.prepare_cached(delete)?
        .execute(params![key.id, index])
        .map(drop)
}
