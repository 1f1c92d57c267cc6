//! Accounts.

use rusqlite::params;

use super::{KeyOps, StoreError, Tx};

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its UUID.
    pub id: String,
    /// Its name, unique.
    pub name: String,
    /// Seconds since 1970 UTC.
    pub created: i64,
    /// What it is for.
    pub description: Option<String>,
    /// Whose it is.
    pub organization: Option<String>,
    /// Whether a key that is deactivated stays enabled. By default it is disabled as well.
    pub keeps_enabled: bool,
    /// Key operations that the keys get besides which its apps make by KMIP.
    pub adds: KeyOps,
}

impl Tx<'_> {
    /// All accounts by name.
    pub(crate) fn accounts(self) -> Result<Vec<Account>, StoreError> {
        let sql = "SELECT id, name, created, description, organization, keeps_enabled, adds
             FROM account ORDER BY name";
        self.rows(sql, [], |row| {
            Ok(Account {
                id: row.get(0)?,
                name: row.get(1)?,
                created: row.get(2)?,
                description: row.get(3)?,
                organization: row.get(4)?,
                keeps_enabled: row.get(5)?,
                adds: KeyOps::from_extra(row.get(6)?),
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
        let insert =
            "INSERT INTO account (id, name, created, description, organization, keeps_enabled, adds)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let values = params![
            account.id,
            account.name,
            account.created,
            account.description,
            account.organization,
            account.keeps_enabled,
            account.adds.extra()
        ];
        self.execute(insert, values).map(drop)
    }

    pub(crate) fn update_account(self, account: &Account) -> Result<(), StoreError> {
        let update = "UPDATE account SET name = ?2, description = ?3, organization = ?4,
             keeps_enabled = ?5, adds = ?6 WHERE id = ?1";
        let values = params![
            account.id,
            account.name,
            account.description,
            account.organization,
            account.keeps_enabled,
            account.adds.extra()
        ];
        self.execute(update, values).map(drop)
    }

    /// Whether a deactivated key of the group of that UUID stays enabled.
    pub(crate) fn keeps_enabled(self, group: &str) -> Result<bool, StoreError> {
        let find = "SELECT keeps_enabled FROM account
             WHERE id = (SELECT account FROM groups WHERE id = ?1)";
        self.value(find, [group])
    }

    pub(crate) fn delete_account(self, id: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM account WHERE id = ?1", [id])
            .map(drop)
    }
}
