//! An open array: its folder, its database, its clock.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use pure_sqlite::Waiter;
use uuid::Uuid;

use super::array_row;
use super::clock::Clock;
use super::context::Context;
use super::folder_id::FolderId;
use super::home::Home;
use super::home_clock;
use super::kept::Lent;
use super::name::ObjectName;
use super::notice::Notice;
use super::registry::Registry;
use super::store::{Store, StoreError};

/// An open array. What it does lies in the modules above, each of which takes the array.
///
/// It is for one request: it keeps the offsets of the time that it was opened with. One thread uses it at a time;
/// another opens its own.
#[derive(Debug)]
pub struct Array {
    id: Uuid,
    name: OnceCell<ObjectName>,
    folder: PathBuf,
    folder_id: FolderId,
    context: Context,
    waiter: Waiter,
    store: Lent,
    clock: Clock,
}

impl Array {
    /// Opens the array of that UUID; `None` when there is none.
    ///
    /// # Errors
    /// When the home is not safe, or the array's state cannot be used.
    pub(crate) fn open(context: &Context, id: Uuid) -> Result<Option<Self>, StoreError> {
        let folder = context.home.array(id);
        let Ok(folder_id) = FolderId::of(&folder) else {
            return Ok(None);
        };
        super::home::private_folder(context.home.root())?;
        let (path, waiter) = (folder.join(Store::FILE), context.waiter());
        let store = match &context.kept {
            Some(kept) => kept.lend(&path, &waiter),
            None => Store::open(&path, &waiter).map(Lent::from),
        };
        let opened =
            store.and_then(|store| Self::with(context, id, folder.clone(), folder_id, store));
        match opened {
            // It was deleted just now.
            Err(_) if !folder.is_dir() => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// Opens the array of that UUID in another folder than its own: one that is being made.
    ///
    /// # Errors
    /// When its state cannot be used.
    pub(crate) fn open_at(context: &Context, id: Uuid, folder: &Path) -> Result<Self, StoreError> {
        let folder_id = FolderId::of(folder).map_err(|source| StoreError::Io {
            path: folder.to_owned(),
            source,
        })?;
        let store = Store::open(&folder.join(Store::FILE), &context.waiter())?.into();
        Self::with(context, id, folder.to_owned(), folder_id, store)
    }

    /// The same with that name, which the home does not know yet.
    #[must_use]
    pub(crate) fn named(self, name: ObjectName) -> Self {
        Self {
            name: OnceCell::from(name),
            ..self
        }
    }

    fn with(
        context: &Context,
        id: Uuid,
        folder: PathBuf,
        folder_id: FolderId,
        store: Lent,
    ) -> Result<Self, StoreError> {
        let (found, skew) = array_row::identity(&store)?;
        if found != id {
            return Err(StoreError::Damaged(store.path().to_owned()));
        }
        Ok(Self {
            id,
            name: OnceCell::new(),
            folder,
            folder_id,
            clock: Clock::new(context.time, home_clock::offset(&context.home)?).with_skew(skew),
            context: context.clone(),
            waiter: store.waiter().clone(),
            store,
        })
    }

    /// Its UUID, which is made with it.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Its name, as first given. An array that the home has no name for is named by its UUID.
    ///
    /// # Errors
    /// When the names of the home's arrays cannot be read.
    pub fn name(&self) -> Result<&ObjectName, StoreError> {
        if let Some(name) = self.name.get() {
            return Ok(name);
        }
        let found = match Registry::open_existing(&self.context.home, &self.waiter)? {
            Some(registry) => registry.name_of(self.id)?,
            None => None,
        };
        Ok(self
            .name
            .get_or_init(|| found.unwrap_or_else(|| unnamed(self.id))))
    }

    /// The version of Purity it shows, as in `6.5.0`.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub fn version(&self) -> Result<String, StoreError> {
        array_row::version(&self.store)
    }

    /// The folder that holds its database, its drives and its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder itself: a copy of it is another.
    pub(crate) fn folder_id(&self) -> FolderId {
        self.folder_id
    }

    /// Whether its folder is still there.
    ///
    /// # Errors
    /// When the array was deleted since it was opened.
    pub(crate) fn check_exists(&self) -> Result<(), StoreError> {
        match FolderId::of(&self.folder) {
            Ok(found) if found == self.folder_id => Ok(()),
            _ => Err(StoreError::Deleted),
        }
    }

    /// The home it lives in.
    pub fn home(&self) -> &Home {
        &self.context.home
    }

    /// What the request came with.
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// How the request waits for others.
    pub(crate) fn waiter(&self) -> &Waiter {
        &self.waiter
    }

    /// Its state.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// After key material was deleted or replaced: leaves none of it in the files of the database.
    pub(crate) fn purge_deleted(&self) {
        if !self.store.purge() {
            self.context.tell(&Notice::DeletedKeyLeft);
        }
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

/// The name of an array that the home has no name for: its UUID.
pub(crate) fn unnamed(id: Uuid) -> ObjectName {
    id.to_string()
        .parse()
        .expect("a UUID is 36 letters, digits and -, and begins and ends with one of the former")
}
