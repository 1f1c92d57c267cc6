//! An array: its folder, its database, its clock.

pub mod archive;
mod create;
mod current;
mod detail;
mod error;
mod exclusive;
mod others;
mod place;
mod rename;

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub use create::{Layout, PurityVersion, Ssds};
pub use current::{ARRAY_VARIABLE, DEFAULT_ARRAY};
pub use detail::Detail;
pub use error::ArrayError;
pub use exclusive::Exclusive;
pub use others::{choose, chosen, delete, list};

use place::Place;

use crate::clock::Clock;
use crate::home::Home;
use crate::name::ObjectName;
use crate::store::{Store, StoreError};

/// An open array. What it does lies in the modules of its nouns, each of which takes the array.
#[derive(Debug)]
pub struct Array {
    name: ObjectName,
    folder: PathBuf,
    place: Place,
    home: Home,
    store: Store,
    clock: Clock,
}

impl Array {
    /// The array that commands act on: the one `$PURE_ARRAY` names, else the one made current, else
    /// `pure01`, which is created when it is not there.
    ///
    /// # Errors
    /// When the home or the array's state cannot be used, or there is no array of that name.
    pub fn current() -> Result<Self, ArrayError> {
        let home = Home::from_environment()?;
        loop {
            let name = current::name(&home)?;
            let opened = Self::open(&home, &name);
            if !matches!(opened, Err(ArrayError::Missing(_))) {
                return opened;
            }
            if name == default_name() {
                if let Some(array) = Self::create_default(&home)? {
                    return Ok(array);
                }
            } else if !home.arrays().is_dir() || !Self::is_moved(&home, &name)? {
                return opened;
            }
            // It was made, or renamed, between the two looks.
        }
    }

    /// Whether the array that was not there under its name is there by now, or has another one.
    fn is_moved(home: &Home, name: &ObjectName) -> Result<bool, ArrayError> {
        // A renaming that is going on ends first.
        let _lock = rename::lock(home)?;
        Ok(current::name(home)? != *name || current::folder_of(home, name).is_dir())
    }

    /// As [`Array::current`], but creates nothing: for the completion of names.
    ///
    /// # Errors
    /// As [`Array::current`], and when it is not there.
    pub fn current_existing() -> Result<Self, ArrayError> {
        let home = Home::from_environment()?;
        Self::open(&home, &current::name(&home)?)
    }

    /// Opens the array `name` of `home`.
    ///
    /// # Errors
    /// When there is no such array, or its state cannot be used.
    pub fn open(home: &Home, name: &ObjectName) -> Result<Self, ArrayError> {
        rename::recover(home)?;
        let folder = current::folder_of(home, name);
        if !folder.is_dir() {
            return Err(ArrayError::Missing(name.clone()));
        }
        crate::home::private_folder(home.root())?;
        match Self::open_folder(home, folder.clone()) {
            // It was renamed or deleted just now.
            Err(_) if !folder.is_dir() => Err(ArrayError::Missing(name.clone())),
            opened => opened,
        }
    }

    fn open_folder(home: &Home, folder: PathBuf) -> Result<Self, ArrayError> {
        let find_place = || {
            Place::of(&folder).map_err(|source| ArrayError::Io {
                path: folder.clone(),
                source,
            })
        };
        let place = find_place()?;
        let store = Store::open(&folder.join("array.db"))?;
        if find_place()? != place {
            return Err(StoreError::Moved.into());
        }
        let (name, offset): (String, i64) = store
            .read(|db| {
                db.query_row("SELECT name, clock_offset FROM array", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .map_err(|e| store.error(e))
            })
            .map_err(ArrayError::Store)?;
        let clock = Clock::from_environment(SignedDuration::from_secs(offset))?;
        let name = name
            .parse()
            .map_err(|_| ArrayError::Unnamed(folder.clone()))?;
        Ok(Self {
            name,
            folder,
            place,
            home: home.clone(),
            store,
            clock,
        })
    }

    /// Its name, as first given.
    pub fn name(&self) -> &ObjectName {
        &self.name
    }

    /// Its UUID, which is made with it.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn id(&self) -> Result<Uuid, StoreError> {
        self.store.read(|db| {
            let id: String = db
                .prepare_cached("SELECT id FROM array")?
                .query_row([], |row| row.get(0))?;
            let damaged = || StoreError::Damaged(self.store.path().to_owned());
            id.parse().map_err(|_| damaged())
        })
    }

    /// The folder that holds its database, its drives and its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder itself, whatever its path is by now.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// The home it stands in.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Its configuration.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Its time, to the second.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

fn default_name() -> ObjectName {
    DEFAULT_ARRAY.parse().expect("the default name is a name")
}
