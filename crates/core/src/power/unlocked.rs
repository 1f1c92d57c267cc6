//! The keys of a running array.

use super::memory::Memory;
use super::{PowerError, State, committed};
use crate::Array;
use crate::key::{Dek, Generation, KeyError};

/// The keys of a running array, as long as this value lives.
#[derive(Debug)]
pub struct Unlocked {
    dek: Dek,
    generation: Generation,
}

impl Unlocked {
    /// The data encryption key.
    pub fn dek(&self) -> &Dek {
        &self.dek
    }

    /// The generation that counts.
    pub(crate) fn generation(&self) -> Generation {
        self.generation
    }

    /// Notes in memory that another generation counts now.
    pub(crate) fn remember(&self, array: &Array, generation: Generation) -> Result<(), KeyError> {
        let memory = Memory {
            generation,
            dek: self.dek.clone(),
        };
        memory.write(array).map_err(|error| match error {
            PowerError::Store(error) => KeyError::Store(error),
            error => KeyError::Memory(error.to_string()),
        })
    }
}

/// The keys of the array, when it runs.
///
/// # Errors
/// When it is off or locked, with the reason.
pub fn unlocked(array: &Array) -> Result<Unlocked, PowerError> {
    let committed = committed(array)?;
    match committed.state {
        State::Off => Err(PowerError::Off),
        State::Locked(reason) => Err(PowerError::Locked(reason)),
        State::On => {
            let memory = Memory::read(array)?.ok_or(PowerError::LostPower)?;
            Ok(Unlocked {
                dek: memory.dek,
                generation: committed.generation,
            })
        }
    }
}

/// Gives a new array its memory.
pub(crate) fn begin(array: &Array, dek: Dek) -> Result<(), PowerError> {
    let generation = committed(array)?.generation;
    Memory { generation, dek }.write(array)
}
