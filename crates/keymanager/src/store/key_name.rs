//! The names of objects (KMIP 1.4, section 3.2): unique in their account among those that are not
//! destroyed.

use rusqlite::params;

use super::{KeyRow, StoreError, Tx};

/// A name of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyName {
    /// Its attribute index, which stays when others come and go.
    pub(crate) index: i32,
    pub(crate) name: String,
}

impl Tx<'_> {
    /// The names of the object of that UUID, the first one first.
    pub(crate) fn key_names(self, key: &str) -> Result<Vec<KeyName>, StoreError> {
        let find = "SELECT position, name FROM key_name WHERE key = ?1 ORDER BY position";
        self.rows(find, [key], |row| {
            Ok(KeyName {
                index: row.get(0)?,
                name: row.get(1)?,
            })
        })
    }

    /// Gives an object another name, and returns its index; `None` when the name is in use.
    pub(crate) fn add_key_name(self, key: &KeyRow, name: &str) -> Result<Option<i32>, StoreError> {
        let next = "SELECT coalesce(max(position) + 1, 0) FROM key_name WHERE key = ?1";
        let add = "INSERT INTO key_name (key, position, account, name, live)
             SELECT ?1, ?2, account, ?3, ?5 FROM groups WHERE id = ?4
             ON CONFLICT DO NOTHING";
        let index: i32 = self.value(next, [&key.id])?;
        let live = !key.is_destroyed();
        let added = self.execute(add, params![key.id, index, name, key.group_id, live])?;
        Ok((added == 1).then_some(index))
    }

    /// Replaces the name of that index; false when the new one is in use.
    pub(crate) fn rename_key(
        self,
        key: &KeyRow,
        index: i32,
        name: &str,
    ) -> Result<bool, StoreError> {
        let rename = "UPDATE OR IGNORE key_name SET name = ?3 WHERE key = ?1 AND position = ?2";
        Ok(self.execute(rename, params![key.id, index, name])? == 1)
    }

    /// Removes the name of that index from an object.
    pub(crate) fn delete_key_name(self, key: &KeyRow, index: i32) -> Result<(), StoreError> {
        let delete = "DELETE FROM key_name WHERE key = ?1 AND position = ?2";
        self.execute(delete, params![key.id, index]).map(drop)
    }

    /// Moves all names of one object to another.
    pub(crate) fn move_key_names(self, from: &str, to: &str) -> Result<(), StoreError> {
        let give = "UPDATE key_name SET key = ?2 WHERE key = ?1";
        self.execute(give, params![from, to]).map(drop)
    }
}
