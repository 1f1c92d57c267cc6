//! Accounts: what belongs to one organisation.

use rusqlite::{Connection, params};

use crate::error::KeyManagerError;
use crate::name::Name;
use crate::{KeyManager, seed};

const NOUN: &str = "account";

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its UUID.
    pub id: String,
    /// Its name, unique in the key manager.
    pub name: String,
    /// Seconds since 1970 UTC.
    pub created: i64,
}

impl KeyManager {
    /// Makes an account.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn create_account(&self, name: &Name) -> Result<Account, KeyManagerError> {
        let created = self.now();
        self.write(|db| {
            let find = "SELECT 1 FROM account WHERE name = ?1";
            if db.prepare(find)?.exists([name.as_str()])? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let id = seed::uuid(db)?;
            db.execute(
                "INSERT INTO account (id, name, created) VALUES (?1, ?2, ?3)",
                params![id, name.as_str(), created],
            )?;
            Ok(Account {
                id,
                name: name.to_string(),
                created,
            })
        })
    }

    /// All accounts by name.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>, KeyManagerError> {
        self.read(all)
    }

    /// The account of that name or UUID; the only one when none is named.
    ///
    /// # Errors
    /// When there is none, or several to choose from.
    pub fn account(&self, name: Option<&str>) -> Result<Account, KeyManagerError> {
        self.read(|db| find(db, name))
    }

    /// Deletes an account that has no groups.
    ///
    /// # Errors
    /// When there is no such account, or it has groups.
    pub fn delete_account(&self, name: &str) -> Result<(), KeyManagerError> {
        self.write(|db| {
            let account = find(db, Some(name))?;
            let group = "SELECT 1 FROM groups WHERE account = ?1";
            if db.prepare(group)?.exists([&account.id])? {
                return Err(KeyManagerError::NotEmpty(NOUN));
            }
            db.execute("DELETE FROM account WHERE id = ?1", [&account.id])?;
            Ok(())
        })
    }
}

fn all(db: &Connection) -> Result<Vec<Account>, KeyManagerError> {
    let mut statement = db.prepare("SELECT id, name, created FROM account ORDER BY name")?;
    let rows = statement.query_map([], |row| {
        Ok(Account {
            id: row.get(0)?,
            name: row.get(1)?,
            created: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn find(db: &Connection, name: Option<&str>) -> Result<Account, KeyManagerError> {
    let mut accounts = all(db)?;
    match name {
        Some(name) => accounts
            .into_iter()
            .find(|account| account.name == name || account.id == name)
            .ok_or(KeyManagerError::Missing(NOUN)),
        None if accounts.len() > 1 => Err(KeyManagerError::Several(NOUN)),
        None => accounts.pop().ok_or(KeyManagerError::None(NOUN)),
    }
}
