//! Groups: which keys belong together, and which apps see them.

use rusqlite::{Connection, params};

use super::Account;
use super::key::count_of;
use crate::error::KeyManagerError;
use crate::name::Name;
use crate::{KeyManager, seed};

const NOUN: &str = "group";

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
}

impl KeyManager {
    /// Makes a group.
    ///
    /// # Errors
    /// When the account has one of that name.
    pub fn create_group(&self, account: &Account, name: &Name) -> Result<Group, KeyManagerError> {
        let created = self.now();
        self.write(|db| {
            let find = "SELECT 1 FROM groups WHERE account = ?1 AND name = ?2";
            if db.prepare(find)?.exists([&account.id, name.as_str()])? {
                return Err(KeyManagerError::Exists(NOUN));
            }
            let id = seed::uuid(db)?;
            db.execute(
                "INSERT INTO groups (id, account, name, created) VALUES (?1, ?2, ?3, ?4)",
                params![id, account.id, name.as_str(), created],
            )?;
            Ok(Group {
                id,
                name: name.to_string(),
                account: account.name.clone(),
                account_id: account.id.clone(),
                created,
            })
        })
    }

    /// All groups by account and name.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn groups(&self) -> Result<Vec<Group>, KeyManagerError> {
        self.read(all)
    }

    /// The group of that name or UUID; the only one when none is named.
    ///
    /// # Errors
    /// When there is none, or several to choose from.
    pub fn group(&self, name: Option<&str>) -> Result<Group, KeyManagerError> {
        self.read(|db| find(db, name))
    }

    /// Deletes a group without apps and keys.
    ///
    /// # Errors
    /// When there is no such group, or something is in it.
    pub fn delete_group(&self, name: &str) -> Result<(), KeyManagerError> {
        self.write(|db| {
            let group = find(db, Some(name))?;
            let app = "SELECT 1 FROM app_group WHERE groups = ?1";
            if db.prepare(app)?.exists([&group.id])? || count_of(db, &group.id)? > 0 {
                return Err(KeyManagerError::NotEmpty(NOUN));
            }
            db.execute("DELETE FROM groups WHERE id = ?1", [&group.id])?;
            Ok(())
        })
    }
}

fn all(db: &Connection) -> Result<Vec<Group>, KeyManagerError> {
    let mut statement = db.prepare(
        "SELECT groups.id, groups.name, account.name, account.id, groups.created
         FROM groups JOIN account ON account.id = groups.account
         ORDER BY account.name, groups.name",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Group {
            id: row.get(0)?,
            name: row.get(1)?,
            account: row.get(2)?,
            account_id: row.get(3)?,
            created: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn find(db: &Connection, name: Option<&str>) -> Result<Group, KeyManagerError> {
    let mut found = all(db)?;
    if let Some(name) = name {
        found.retain(|group| group.name == name || group.id == name);
    }
    match (found.pop(), name) {
        (Some(group), _) if found.is_empty() => Ok(group),
        (Some(_), Some(_)) => Err(KeyManagerError::Ambiguous(NOUN)),
        (Some(_), None) => Err(KeyManagerError::Several(NOUN)),
        (None, Some(_)) => Err(KeyManagerError::Missing(NOUN)),
        (None, None) => Err(KeyManagerError::None(NOUN)),
    }
}
