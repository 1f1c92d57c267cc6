//! One change of keys, drives or power at a time.

use std::fs::File;

use super::{Array, ArrayError};
use crate::store::StoreError;
use crate::wait;

/// Held while a command changes keys, drives or power, which takes more than one transaction.
/// Released when it is dropped, or when the process dies.
#[derive(Debug)]
pub struct Exclusive {
    _lock: File,
}

impl Array {
    /// Waits for other commands that change keys, drives or power, and keeps further ones out.
    ///
    /// # Errors
    /// When another holds on for longer than [`TIMEOUT`](pure_sqlite::TIMEOUT), the array was renamed
    /// or deleted meanwhile, or the lock cannot be opened.
    pub fn exclusive(&self) -> Result<Exclusive, ArrayError> {
        let exclusive = wait::until(|| self.try_exclusive())?;
        Ok(exclusive.ok_or(StoreError::Busy)?)
    }

    /// As [`Array::exclusive`], but does not wait: none while another command changes keys, drives or
    /// power.
    ///
    /// # Errors
    /// When the array was renamed or deleted meanwhile, or the lock cannot be opened.
    pub fn try_exclusive(&self) -> Result<Option<Exclusive>, ArrayError> {
        let lock = self.try_lock_changes()?;
        Ok(lock.map(|lock| Exclusive { _lock: lock }))
    }
}
