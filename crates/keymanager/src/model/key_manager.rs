//! The key manager: its database, its master key, its clock.

use std::path::Path;
use std::sync::Arc;

use pure_sqlite::Waiter;

use super::recent::Recent;
use super::turns::Turns;
use super::{KeyManagerError, random};
use crate::store::{Database, MasterKey, StoreError, Tx};

/// Tells the time in seconds since 1970 UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The key manager: its database, its master key, its clock.
pub struct KeyManager {
    database: Database,
    master_key: MasterKey,
    clock: Clock,
    recent: Recent,
    turns: Turns,
}

impl std::fmt::Debug for KeyManager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyManager")
            .field("folder", &self.folder())
            .finish_non_exhaustive()
    }
}

impl KeyManager {
    /// Opens the key manager in `folder`, which is made when it is missing (mode 0700). While others
    /// write it waits in silence, for 30 seconds at most.
    ///
    /// # Errors
    /// When its state cannot be used.
    pub fn open(folder: &Path, clock: Clock) -> Result<Arc<Self>, KeyManagerError> {
        Self::open_with(folder, clock, Waiter::silent())
    }

    /// The same; while others write, `waiter` waits.
    ///
    /// # Errors
    /// When its state cannot be used.
    pub fn open_with(
        folder: &Path,
        clock: Clock,
        waiter: Waiter,
    ) -> Result<Arc<Self>, KeyManagerError> {
        let database = Database::open(folder, waiter)?;
        let master_key = MasterKey::open(&folder.join("master.key"))?;
        Ok(Arc::new(Self {
            database,
            master_key,
            clock,
            recent: Recent::default(),
            turns: Turns::default(),
        }))
    }

    /// The folder of its state.
    pub fn folder(&self) -> &Path {
        self.database.folder()
    }

    /// Its time, in seconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// What was made just now.
    pub(crate) fn recent(&self) -> &Recent {
        &self.recent
    }

    /// Whose turn it is among the default members of groups.
    pub(crate) fn turns(&self) -> &Turns {
        &self.turns
    }

    pub(crate) fn master_key(&self) -> &MasterKey {
        &self.master_key
    }

    /// Makes everything it generates follow from a seed: for reproducible tests, and for nothing else.
    ///
    /// # Errors
    /// When it already holds anything that does not.
    pub fn set_seed(&self, seed: &str) -> Result<(), KeyManagerError> {
        self.write(|tx| random::set_seed(tx, seed))
    }

    /// Whether everything it generates follows from a seed.
    ///
    /// # Errors
    /// When its state cannot be read.
    pub fn is_seeded(&self) -> Result<bool, KeyManagerError> {
        self.read(|tx| Ok(tx.seed()?.is_some()))
    }

    /// Reads: every statement of `work` sees the same state.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database.read(work)
    }

    /// Changes in one transaction, which is on the disk when this returns `Ok`, and undone otherwise.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database.write(work)
    }
}
