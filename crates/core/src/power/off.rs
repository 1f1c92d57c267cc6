//! Switching the array off.

use super::{PowerError, State, committed, memory};
use crate::Array;
use crate::array::Exclusive;
use crate::fault::point;
use crate::log::{self, Event};
use crate::store::StoreError;

/// Takes the power away: no key of the array is on the machine then, but what lies on the drives.
///
/// # Errors
/// When the memory or the database cannot be written.
pub fn off(array: &Array, _exclusive: &Exclusive) -> Result<(), PowerError> {
    memory::clear(array)?;
    point("memory-cleared");
    if committed(array)?.state == State::Off {
        return Ok(());
    }
    array.store().write(|tx| {
        tx.execute("UPDATE array SET power = 'off', locked_reason = NULL", [])
            .map_err(StoreError::from)?;
        Ok(log::append(
            tx,
            array.now(),
            Event::Power,
            array.name().as_str(),
            "off",
        )?)
    })
}
