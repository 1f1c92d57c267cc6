//! The names of the home's arrays: `home.db`. An array's name is here and nowhere else.

use std::path::PathBuf;

use pure_sqlite::{Database, Schema, Usage, Waiter};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::fault;
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
        if home.registry().exists() {
            // Another request may be making its tables just now, or may have died before it did.
            Self::open(home, waiter).map(Some)
        } else {
            Ok(None)
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
            let trouble = fault::commit();
            trouble.map_or(Ok(true), |trouble| {
                Err(StoreError::of_trouble(trouble, self.database.path()))
            })
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

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::OpenOptionsExt;
    use std::sync::Barrier;

    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        home.prepare().unwrap();
        (folder, home)
    }

    fn name(text: &str) -> ObjectName {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_is_one_arrays_as_long_as_that_one_is_there() {
        let (_folder, home) = home();
        assert!(
            Registry::open_existing(&home, &Waiter::silent())
                .unwrap()
                .is_none()
        );
        let registry = Registry::open(&home, &Waiter::silent()).unwrap();
        let (first, second) = (Uuid::new_v4(), Uuid::new_v4());
        for id in [first, second] {
            std::fs::create_dir(home.array(id)).unwrap();
        }
        assert!(registry.put(first, &name("pure01")).unwrap());
        assert!(!registry.put(second, &name("PURE01")).unwrap());
        assert!(registry.put(first, &name("Pure01")).unwrap(), "its own");
        assert_eq!(registry.id_of(&name("pure01")).unwrap(), Some(first));
        std::fs::remove_dir(home.array(first)).unwrap();
        assert_eq!(registry.id_of(&name("pure01")).unwrap(), None);
        assert_eq!(registry.all().unwrap(), []);
        assert!(registry.put(second, &name("PURE01")).unwrap());
        assert_eq!(registry.name_of(first).unwrap(), None);
        let all = registry.all().unwrap();
        assert_eq!(
            (all.len(), all[0].id, all[0].name.as_str()),
            (1, second, "PURE01")
        );
        registry.remove(second).unwrap();
        assert_eq!(registry.name_of(second).unwrap(), None);
    }

    /// A process that dies after it has made the file and before it has made the tables leaves it empty.
    #[test]
    fn a_registry_without_tables_gets_them() {
        let (_folder, home) = home();
        let mut private = File::options();
        private.write(true).create_new(true).mode(0o600);
        private.open(home.registry()).unwrap();
        let registry = Registry::open_existing(&home, &Waiter::silent()).unwrap();
        assert_eq!(registry.unwrap().all().unwrap(), []);
    }

    #[test]
    fn many_make_it_at_once() {
        let (_folder, home) = home();
        let start = Barrier::new(16);
        std::thread::scope(|scope| {
            for number in 0..16 {
                let (home, start) = (&home, &start);
                scope.spawn(move || {
                    start.wait();
                    if number % 2 == 0 {
                        let registry = Registry::open(home, &Waiter::silent()).unwrap();
                        let array = name(&format!("array-{number}"));
                        assert!(registry.put(Uuid::new_v4(), &array).unwrap());
                    } else {
                        let found = Registry::open_existing(home, &Waiter::silent()).unwrap();
                        let _ = found.map(|registry| registry.all().unwrap());
                    }
                });
            }
        });
    }
}
