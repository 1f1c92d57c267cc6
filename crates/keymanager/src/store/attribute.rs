//! The attributes that clients have set and that mean nothing to the key manager.

use kmip::Attribute;
use kmip::ttlv::{Item, Limits, Tag, Value, decode, encode};
use rusqlite::{Params, Row, params};

use super::{StoreError, Tx};

impl Tx<'_> {
    /// All of the object of that UUID, by name and index.
    pub(crate) fn attributes(self, key: &str) -> Result<Vec<Attribute>, StoreError> {
        let all = "SELECT name, position, value FROM key_attribute WHERE key = ?1
             ORDER BY name, position";
        self.collect_attributes(all, [key])
    }

    /// Those of one name, by index.
    pub(crate) fn attributes_named(
        self,
        key: &str,
        name: &str,
    ) -> Result<Vec<Attribute>, StoreError> {
        let named = "SELECT name, position, value FROM key_attribute WHERE key = ?1 AND name = ?2
             ORDER BY name, position";
        self.collect_attributes(named, [key, name])
    }

    fn collect_attributes(self, sql: &str, of: impl Params) -> Result<Vec<Attribute>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let rows = statement.query_and_then(of, from_row)?;
        rows.collect()
    }

    /// Adds one, and returns its index.
    pub(crate) fn add_attribute(
        self,
        key: &str,
        name: &str,
        value: &Value,
    ) -> Result<i32, StoreError> {
        let next = "SELECT coalesce(max(position) + 1, 0) FROM key_attribute
             WHERE key = ?1 AND name = ?2";
        let index: i32 = self.value(next, [key, name])?;
        self.set_attribute(key, name, index, value)?;
        Ok(index)
    }

    /// Writes the one of that name and index.
    pub(crate) fn set_attribute(
        self,
        key: &str,
        name: &str,
        index: i32,
        value: &Value,
    ) -> Result<(), StoreError> {
        let set = "INSERT INTO key_attribute (key, name, position, value) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (key, name, position) DO UPDATE SET value = excluded.value";
        let bytes = encode(&Item::new(Tag::ATTRIBUTE_VALUE, value.clone()));
        self.execute(set, params![key, name, index, bytes.as_slice()])
            .map(drop)
    }

    /// How many bytes all of the object's have, its names included.
    pub(crate) fn attribute_bytes(self, key: &str) -> Result<i64, StoreError> {
        let sum = "SELECT coalesce((SELECT sum(octet_length(name) + length(value))
                 FROM key_attribute WHERE key = ?1), 0)
             + coalesce((SELECT sum(octet_length(name)) FROM key_name WHERE key = ?1), 0)";
        self.value(sum, [key])
    }

    /// Removes the one of that name and index.
    pub(crate) fn delete_attribute(
        self,
        key: &str,
        name: &str,
        index: i32,
    ) -> Result<(), StoreError> {
        let delete = "DELETE FROM key_attribute WHERE key = ?1 AND name = ?2 AND position = ?3";
        self.execute(delete, params![key, name, index]).map(drop)
    }

    /// Copies those of one object to another, but for its links and what is noted of its material.
    pub(crate) fn copy_attributes(self, from: &str, to: &str) -> Result<(), StoreError> {
        let copy = "INSERT INTO key_attribute (key, name, position, value)
             SELECT ?2, name, position, value FROM key_attribute
             WHERE key = ?1 AND name NOT IN ('Link', 'Digest', 'Key Wrapping Data')";
        self.execute(copy, params![from, to]).map(drop)
    }
}

fn from_row(row: &Row<'_>) -> Result<Attribute, StoreError> {
    let bytes: Vec<u8> = row.get(2)?;
    // It was encoded here: what does not decode was altered by others.
    let item = decode(&bytes, &Limits::default()).map_err(|_| StoreError::MasterKey)?;
    Ok(Attribute {
        name: row.get(0)?,
        index: row.get(1)?,
        value: item.value,
    })
}
