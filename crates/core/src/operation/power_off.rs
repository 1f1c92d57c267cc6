//! Switching the array off.

use super::OperationError;
use crate::ground::Exclusive;
use crate::ground::fault::point;
use crate::noun::log::{self, Event};
use crate::noun::power::{self, State};

/// Takes the power away: no key of the array is on the machine then, but what lies on the drives.
///
/// # Errors
/// When the memory or the database cannot be written.
pub fn power_off(exclusive: &Exclusive<'_>) -> Result<(), OperationError> {
    let array = exclusive.array();
    power::clear_memory(array)?;
    point("memory-cleared");
    if power::status(array)?.state == State::Off {
        return Ok(());
    }
    let name = array.name()?;
    array.store().write(|tx| {
        power::record(tx, &State::Off)?;
        Ok(log::append(array, tx, Event::Power, name.as_str(), "off")?)
    })
}
