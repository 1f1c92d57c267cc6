//! One change of keys, drives or power at a time.
//!
//! Whoever takes several locks takes them in this order, which everybody keeps to, so that nobody waits
//! for a lock whose holder waits for him:
//!
//! ```text
//! arrays/UUID/lock   Exclusive: keys, drives, power; one array at a time. May be held for minutes
//! arrays/.lock       HomeLock: which arrays there are, and their names
//! cards/.lock        which card is in which port
//! a transaction of array.db, and of home.db within it for reading only
//! ```
//!
//! Two exceptions, of locks that nobody else can know of: an array that is being made is locked under
//! the home's lock, and so is a folder of an earlier release, which no request can open before it has
//! been taken in. A staging folder of an export or import is locked by its maker for as long as it is
//! there; others only try whether it is.

use std::fs::{File, TryLockError};

use super::array::Array;
use super::file_error::FileError;
use super::store::StoreError;

/// Held while the keys, drives or power of an array are changed, which takes more than one
/// transaction. Released when it is dropped, or when the process dies. Whatever needs it takes the
/// array from it, so that it is never held for another array:
///
/// ```compile_fail
/// # use pure_core::{Array, Exclusive};
/// fn switch_off(array: &Array, of_another: &Exclusive<'_>) {
///     pure_core::operation::power_off(array, of_another).unwrap();
/// }
/// ```
#[derive(Debug)]
pub struct Exclusive<'a> {
    array: &'a Array,
    _lock: File,
}

impl<'a> Exclusive<'a> {
    /// The array whose keys, drives and power nobody else changes.
    pub fn array(&self) -> &'a Array {
        self.array
    }

    /// The same lock, of the same array as it was opened again after its folder was moved away.
    ///
    /// # Panics
    /// When it is another array.
    pub(crate) fn of_moved<'b>(self, moved: &'b Array) -> Exclusive<'b> {
        assert_eq!(self.array.id(), moved.id(), "one array");
        Exclusive {
            array: moved,
            _lock: self._lock,
        }
    }
}

impl Array {
    /// Waits for others that change keys, drives or power, and keeps further ones out.
    ///
    /// # Errors
    /// When another holds on for too long, the array was deleted meanwhile, or the lock cannot be
    /// opened.
    pub(crate) fn exclusive(&self) -> Result<Exclusive<'_>, StoreError> {
        let exclusive = self.waiter().until(|| self.try_exclusive())?;
        exclusive.ok_or(StoreError::Busy)
    }

    /// As [`Array::exclusive`], but does not wait: `None` while another changes keys, drives or power.
    ///
    /// # Errors
    /// When the array was deleted meanwhile, or the lock cannot be opened.
    pub(crate) fn try_exclusive(&self) -> Result<Option<Exclusive<'_>>, StoreError> {
        let path = self.folder().join("lock");
        let failed = |source| StoreError::Lock(FileError::at(&path)(source));
        let lock = match pure_sqlite::lock::open(&path) {
            Ok(lock) => lock,
            Err(source) => {
                self.check_exists()?;
                return Err(failed(source));
            }
        };
        match lock.try_lock() {
            Ok(()) => {
                self.check_exists()?;
                Ok(Some(Exclusive {
                    array: self,
                    _lock: lock,
                }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}
