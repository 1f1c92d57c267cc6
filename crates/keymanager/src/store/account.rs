//! Accounts.

use rusqlite::params;

use super::{StoreError, Tx};

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its UUID.
    pub id: String,
    /// Its name, unique.
    pub name: String,
    /// Seconds since 1970 UTC.
    pub created: i64,
}

impl Tx<'_> {
    /// All accounts by name.
    pub(crate) fn accounts(self) -> Result<Vec<Account>, StoreError> {
        let sql = "SELECT id, name, created FROM account ORDER BY name";
        self.rows(sql, [], |row| {
            Ok(Account {
                id: row.get(0)?,
                name: row.get(1)?,
                created: row.get(2)?,
            })
        })
    }

    pub(crate) fn has_accounts(self) -> Result<bool, StoreError> {
        self.exists("SELECT 1 FROM account", [])
    }

    pub(crate) fn has_account_named(self, name: &str) -> Result<bool, StoreError> {
        self.exists("SELECT 1 FROM account WHERE name = ?1", [name])
    }

    /// Whether the account of that UUID has groups.
    pub(crate) fn account_has_groups(self, id: &str) -> Result<bool, StoreError> {
        self.exists("SELECT 1 FROM groups WHERE account = ?1", [id])
    }

    pub(crate) fn insert_account(self, account: &Account) -> Result<(), StoreError> {
        let insert = "INSERT INTO account (id, name, created) VALUES (?1, ?2, ?3)";
        self.execute(insert, params![account.id, account.name, account.created])
            .map(drop)
    }

    pub(crate) fn delete_account(self, id: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM account WHERE id = ?1", [id])
            .map(drop)
    }
}
