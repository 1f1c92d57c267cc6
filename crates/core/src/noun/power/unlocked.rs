//! The keys of a running array.

use rusqlite::Connection;

use super::memory::{Memory, is_own};
use super::{PowerError, PowerStatus, State, status};
use crate::ground::{Array, StoreError};
use crate::key::{Dek, Generation};

/// The keys of a running array. As long as this value lives the power is not switched off.
#[derive(Debug)]
pub struct Unlocked {
    memory: Memory,
    generation: Generation,
}

impl Unlocked {
    /// The data encryption key.
    pub(crate) fn dek(&self) -> &Dek {
        &self.memory.dek
    }

    /// The generation that counts.
    pub(crate) fn generation(&self) -> Generation {
        self.generation
    }
}

/// What is in the array's memory. A data encryption key that counts no more, as when it was changed
/// and the process died before it told the memory, is none: the array boots again.
///
/// # Errors
/// When the memory cannot be read.
pub(crate) fn memory(array: &Array, status: &PowerStatus) -> Result<Option<Memory>, PowerError> {
    let counts = |memory: &Memory| match &status.dek {
        Some(dek) => *dek == memory.dek.fingerprint(),
        None => true,
    };
    let recorded = status.memory.clone().filter(|path| is_own(array, path));
    Ok(Memory::read_at(array, recorded)?.filter(counts))
}

/// Whether these are still the keys of the array: a change of the data encryption key may have been
/// committed meanwhile.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn is_key_of(db: &Connection, unlocked: &Unlocked) -> Result<bool, StoreError> {
    let known: Option<String> = db
        .prepare_cached("SELECT dek FROM array")?
        .query_row([], |row| row.get(0))?;
    Ok(known.is_none_or(|known| known == unlocked.dek().fingerprint()))
}

/// The keys of the array, when it runs.
///
/// # Errors
/// When it is off or locked, with the reason.
pub(crate) fn unlocked(array: &Array) -> Result<Unlocked, PowerError> {
    let status = status(array)?;
    match status.state {
        State::Off => Err(PowerError::Off),
        State::Locked(reason) => Err(PowerError::Locked(reason)),
        State::On => match memory(array, &status)? {
            Some(memory) => Ok(Unlocked {
                memory,
                generation: status.generation,
            }),
            None => Err(PowerError::LostPower),
        },
    }
}
