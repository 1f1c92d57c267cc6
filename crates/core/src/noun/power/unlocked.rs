//! The keys of a running array.

use super::memory::Memory;
use super::{PowerError, State, status};
use crate::ground::Array;
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

/// The keys of the array, when it runs.
///
/// # Errors
/// When it is off or locked, with the reason.
pub(crate) fn unlocked(array: &Array) -> Result<Unlocked, PowerError> {
    let status = status(array)?;
    match status.state {
        State::Off => Err(PowerError::Off),
        State::Locked(reason) => Err(PowerError::Locked(reason)),
        State::On => match Memory::read(array)? {
            Some(memory) => Ok(Unlocked {
                memory,
                generation: status.generation,
            }),
            None => Err(PowerError::LostPower),
        },
    }
}
