//! Groups.

use rusqlite::params;

use super::{KeyOps, StoreError, Tx};

/// A group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its UUID.
    pub id: String,
    /// Its name, unique in its account.
    pub name: String,
    /// The name of its account.
    pub account: String,
    /// The UUID of its account.
    pub account_id: String,
    /// Seconds since 1970 UTC.
    pub created: i64,
    /// What it is for.
    pub description: Option<String>,
    /// Who made it: `operator`, `user:UUID` or `app:UUID`.
    pub creator: String,
    /// Key operations that the keys get besides which apps make in it by KMIP.
    pub adds: KeyOps,
}

impl Tx<'_> {
    /// All groups by account and name.
    pub(crate) fn groups(self) -> Result<Vec<Group>, StoreError> {
        let sql = "SELECT groups.id, groups.name, account.name, account.id, groups.created,
                 groups.description, groups.creator, groups.adds
             FROM groups JOIN account ON account.id = groups.account
             ORDER BY account.name, groups.name";
        self.rows(sql, [], |row| {
            Ok(Group {
                id: row.get(0)?,
                name: row.get(1)?,
                account: row.get(2)?,
                account_id: row.get(3)?,
                created: row.get(4)?,
                description: row.get(5)?,
                creator: row.get(6)?,
                adds: KeyOps::from_extra(row.get(7)?),
            })
        })
    }

    /// Whether the account of that UUID has a group of that name.
    pub(crate) fn has_group_named(self, account: &str, name: &str) -> Result<bool, StoreError> {
        let find = "SELECT 1 FROM groups WHERE account = ?1 AND name = ?2";
        self.exists(find, [account, name])
    }

    /// Whether the group of that UUID has apps or keys.
    pub(crate) fn group_is_in_use(self, id: &str) -> Result<bool, StoreError> {
        let app = "SELECT 1 FROM app_group WHERE groups = ?1";
        let key = "SELECT 1 FROM key WHERE groups = ?1";
        Ok(self.exists(app, [id])? || self.exists(key, [id])?)
    }

    /// The UUID of the account of the group of that UUID.
    pub(crate) fn account_of_group(self, id: &str) -> Result<Option<String>, StoreError> {
        let find = "SELECT account FROM groups WHERE id = ?1";
        self.row(find, [id], |row| row.get(0))
    }

    /// What new keys of the group of that UUID get besides: by the group, and by its account.
    pub(crate) fn adds_of_group(self, id: &str) -> Result<KeyOps, StoreError> {
        let find = "SELECT groups.adds | account.adds
             FROM groups JOIN account ON account.id = groups.account WHERE groups.id = ?1";
        Ok(KeyOps::from_extra(self.value(find, [id])?))
    }

    /// The name of the group of that UUID.
    pub(crate) fn group_name(self, id: &str) -> Result<String, StoreError> {
        self.value("SELECT name FROM groups WHERE id = ?1", [id])
    }

    pub(crate) fn insert_group(self, group: &Group) -> Result<(), StoreError> {
        let insert = "INSERT INTO groups (id, account, name, created, description, creator, adds)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let values = params![
            group.id,
            group.account_id,
            group.name,
            group.created,
            group.description,
            group.creator,
            group.adds.extra()
        ];
        self.execute(insert, values).map(drop)
    }

    pub(crate) fn update_group(self, group: &Group) -> Result<(), StoreError> {
        let update = "UPDATE groups SET name = ?2, description = ?3, adds = ?4 WHERE id = ?1";
        let adds = group.adds.extra();
        let values = params![group.id, group.name, group.description, adds];
        self.execute(update, values).map(drop)
    }

    pub(crate) fn delete_group(self, id: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM groups WHERE id = ?1", [id])
            .map(drop)
    }
}
