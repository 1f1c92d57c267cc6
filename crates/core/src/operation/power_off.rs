//! Switching the array off.

use super::OperationError;
use crate::ground::fault::point;
use crate::ground::{Array, Exclusive, Explain, Notice};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, State};

/// Takes the power away: no key of the array is on the machine then, but what lies on the drives. What
/// is running is waited for.
///
/// # Errors
/// When the keys are used for too long, or the memory or the database cannot be written. The array is as
/// it was then.
pub fn power_off(exclusive: &Exclusive<'_>) -> Result<(), OperationError> {
    let array = exclusive.array();
    let status = power::status(array)?;
    let name = array.name()?;
    let memory = power::hold_memory(array)?;
    memory.wipe()?;
    point("memory-cleared");
    let recorded = match status.state {
        State::Off => Ok(()),
        State::On | State::Locked(_) => array.store().write(|tx| {
            power::record(tx, &State::Off, None)?;
            log::append(array, tx, Event::Power, name.as_str(), "off")
        }),
    };
    match recorded {
        Err(error) if !error.is_commit_unknown() => {
            memory.restore();
            Err(error.into())
        }
        recorded => {
            memory.remove();
            Ok(recorded?)
        }
    }
}

/// Wipes what an array that is off has left in memory: a command that died, or one in a container,
/// which does not see the memories of the others.
pub(crate) fn discard_memory(array: &Array) {
    if !power::is_memory_left(array) {
        return;
    }
    // Whoever is switching it on has it there already.
    let Ok(Some(_exclusive)) = array.try_exclusive() else {
        return;
    };
    match power::status(array) {
        Ok(status) if status.state != State::On => {}
        _ => return,
    }
    let wiped = power::hold_memory(array).and_then(|memory| {
        memory.wipe()?;
        memory.remove();
        Ok(())
    });
    if let Err(error) = wiped {
        array.context().tell(&Notice::MemoryLeft(error.message()));
    }
}
