//! The names of the home's arrays: `home.db`. The name of an array stands here and nowhere else.

use std::path::PathBuf;

use pure_sqlite::{Database, Schema, Usage, Waiter};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::home::Home;
use super::name::ObjectName;
use super::store::{self, StoreError};

const SCHEMA: Schema = Schema {
    version: 1,
    sql: "
-- The arrays that have a name. One whose folder is missing was never made whole, or was deleted.
CREATE TABLE array (
    id   TEXT PRIMARY KEY,                    -- UUID, and the name of its folder
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT, WITHOUT ROWID;
",
    upgrades: &[],
    usage: Usage::Commands,
};

/// The open registry of a home.
#[derive(Debug)]
pub(crate) struct Registry {
    database: Database,
    home: Home,
}

/// An array of a home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Registered {
    /// Its UUID.
    pub(crate) id: Uuid,
    /// Its name.
    pub(crate) name: ObjectName,
}

impl Registry {
    /// Opens the registry; `None` in a home that has none yet.
    ///
    /// # Errors
    /// When it cannot be used.
    pub(crate) fn open_existing(home: &Home, waiter: &Waiter) -> Result<Option<Self>, StoreError> {
        match Database::open(&home.registry(), SCHEMA, waiter.clone()) {
            Ok(database) => Ok(Some(Self {
                database,
                home: home.clone(),
            })),
            Err(pure_sqlite::Error::Missing(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the registry, which is made when there is none. The home has to be there.
    ///
    /// # Errors
    /// When it cannot be used or made.
    pub(crate) fn open(home: &Home, waiter: &Waiter) -> Result<Self, StoreError> {
        Ok(Self {
            database: Database::open_or_create(&home.registry(), SCHEMA, waiter.clone())?,
            home: home.clone(),
        })
    }

    /// The name of the array of that UUID.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub(crate) fn name_of(&self, id: Uuid) -> Result<Option<ObjectName>, StoreError> {
        let name: Option<String> = self.database.read(|db| {
            db.prepare_cached("SELECT name FROM array WHERE id = ?1")?
                .query_row([id.to_string()], |row| row.get(0))
                .optional()
                .map_err(StoreError::from)
        })?;
        name.map(|name| name.parse().map_err(|_| self.damaged()))
            .transpose()
    }

    /// The array of that name, whose folder is there.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub(crate) fn id_of(&self, name: &ObjectName) -> Result<Option<Uuid>, StoreError> {
        let id: Option<String> = self.database.read(|db| {
            db.prepare_cached("SELECT id FROM array WHERE name = ?1")?
                .query_row([name.as_str()], |row| row.get(0))
                .optional()
                .map_err(StoreError::from)
        })?;
        let id: Option<Uuid> = id
            .map(|id| id.parse().map_err(|_| self.damaged()))
            .transpose()?;
        Ok(id.filter(|id| self.folder(*id).is_dir()))
    }

    /// The arrays whose folders are there, by name.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub(crate) fn all(&self) -> Result<Vec<Registered>, StoreError> {
        let rows: Vec<(String, String)> = self.database.read(|db| {
            let mut statement = db.prepare_cached("SELECT id, name FROM array ORDER BY name")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok::<_, StoreError>(rows.collect::<Result<_, _>>()?)
        })?;
        let mut found = Vec::with_capacity(rows.len());
        for (id, name) in rows {
            let id = id.parse().map_err(|_| self.damaged())?;
            let name = name.parse().map_err(|_| self.damaged())?;
            if self.folder(id).is_dir() {
                found.push(Registered { id, name });
            }
        }
        Ok(found)
    }

    /// Gives the array a name, in place of the one it had; false when another array has it.
    ///
    /// # Errors
    /// When the registry cannot be written.
    pub(crate) fn put(&self, id: Uuid, name: &ObjectName) -> Result<bool, StoreError> {
        self.database.write(|tx| {
            let holder: Option<String> = tx
                .query_row(
                    "SELECT id FROM array WHERE name = ?1",
                    [name.as_str()],
                    |row| row.get(0),
                )
                .optional()
                .map_err(StoreError::from)?;
            if let Some(holder) = holder.filter(|holder| *holder != id.to_string()) {
                let is_there = holder.parse().is_ok_and(|id| self.folder(id).is_dir());
                if is_there {
                    return Ok(false);
                }
                delete(tx, &holder)?;
            }
            tx.execute(
                "INSERT INTO array (id, name) VALUES (?1, ?2)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                params![id.to_string(), name.as_str()],
            )
            .map_err(StoreError::from)?;
            Ok(true)
        })
    }

    /// Forgets the array of that UUID.
    ///
    /// # Errors
    /// When the registry cannot be written.
    pub(crate) fn remove(&self, id: Uuid) -> Result<(), StoreError> {
        self.database.write(|tx| delete(tx, &id.to_string()))
    }

    fn folder(&self, id: Uuid) -> PathBuf {
        self.home.array(id)
    }

    fn damaged(&self) -> StoreError {
        store::StoreError::Damaged(self.database.path().to_owned())
    }
}

fn delete(tx: &Connection, id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM array WHERE id = ?1", [id])?;
    Ok(())
}
