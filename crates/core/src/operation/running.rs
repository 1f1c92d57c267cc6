//! A running array whose keys nobody else changes.

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
    /// The array that is locked by `exclusive`, when it runs.
    ///
    /// # Errors
    /// When it is off or locked, with the reason.
    pub(crate) fn new(exclusive: &'a Exclusive<'a>) -> Result<Self, PowerError> {
        Ok(Self {
            unlocked: unlocked(exclusive.array())?,
            exclusive,
        })
    }

    /// The array.
    pub(crate) fn array(&self) -> &'a Array {
        self.exclusive.array()
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
