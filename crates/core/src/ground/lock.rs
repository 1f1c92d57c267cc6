//! Locks of the home: files that are locked while they are held.

use std::fs::{File, TryLockError};
use std::path::Path;

use pure_sqlite::Waiter;

use super::file_error::FileError;
use super::home::Home;
use super::store::StoreError;

/// Held while arrays are made, imported, renamed or deleted.
#[derive(Debug)]
pub(crate) struct HomeLock {
    _lock: File,
}

impl Home {
    /// Keeps others from making, importing, renaming and deleting arrays until it is dropped.
    ///
    /// # Errors
    /// When another holds on for too long, or the lock cannot be opened.
    pub(crate) fn lock(&self, waiter: &Waiter) -> Result<HomeLock, StoreError> {
        let path = self.arrays().join(".lock");
        lock(&path, waiter).map(|lock| HomeLock { _lock: lock })
    }

    /// As [`lock`](Self::lock), but does not wait: `None` while another holds it.
    ///
    /// # Errors
    /// When the lock cannot be opened.
    pub(crate) fn try_lock(&self) -> Result<Option<HomeLock>, StoreError> {
        let path = self.arrays().join(".lock");
        let failed = |source| StoreError::Lock(FileError::at(&path)(source));
        let lock = pure_sqlite::lock::open(&path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(HomeLock { _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// Waits for the lock in the file `path`, which is made when it is missing.
///
/// # Errors
/// When another holds it for too long, or it cannot be opened.
pub(crate) fn lock(path: &Path, waiter: &Waiter) -> Result<File, StoreError> {
    let failed = |source| StoreError::Lock(FileError::at(path)(source));
    let lock = pure_sqlite::lock::open(path).map_err(failed)?;
    match pure_sqlite::lock::exclusive(&lock, waiter).map_err(failed)? {
        true => Ok(lock),
        false => Err(StoreError::Busy),
    }
}
