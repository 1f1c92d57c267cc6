//! A running array whose keys nobody else changes.

use super::drive_tidy::tidy_drives;
use crate::ground::{Array, Exclusive};
use crate::key::{Dek, Generation};
use crate::noun::power::{PowerError, Unlocked, unlocked};

/// A running array whose keys, drives and power nobody else changes: the exclusive lock, and the keys
/// as they are under it.
#[derive(Debug)]
pub(crate) struct Running<'a> {
    exclusive: &'a Exclusive<'a>,
    unlocked: Unlocked,
}

impl<'a> Running<'a> {
    /// The array that is locked by `exclusive`, when it runs. What an interrupted command has left beside
    /// its drives is finished or removed first.
    ///
    /// # Errors
    /// When it is off or locked, with the reason.
    pub(crate) fn new(exclusive: &'a Exclusive<'a>) -> Result<Self, PowerError> {
        let unlocked = unlocked(exclusive.array())?;
        tidy_drives(exclusive);
        Ok(Self {
            exclusive,
            unlocked,
        })
    }

    /// The array.
    pub(crate) fn array(&self) -> &'a Array {
        self.exclusive.array()
    }

    /// The lock that keeps others out.
    pub(super) fn exclusive(&self) -> &'a Exclusive<'a> {
        self.exclusive
    }

    /// Its data encryption key.
    pub(crate) fn dek(&self) -> &Dek {
        self.unlocked.dek()
    }

    /// The generation of the array key that counts.
    pub(crate) fn generation(&self) -> Generation {
        self.unlocked.generation()
    }
}
