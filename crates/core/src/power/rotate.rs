//! The rotation of the array key.

use super::{PowerError, Unlocked, change};
use crate::Array;
use crate::array::Exclusive;
use crate::drive;
use crate::key::Generation;
use crate::log::{self, Event};

/// Makes a new array key over the drives that are there.
///
/// # Errors
/// When the security token does not give its secret, fewer than three SSDs are there, or a drive cannot
/// be written. The present array key counts then.
pub fn rotate(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
) -> Result<Generation, PowerError> {
    let devices = drive::present(array)?.devices;
    change(array, exclusive, unlocked, devices, |tx| {
        let detail = format!("to generation {}", unlocked.generation().next());
        Ok(log::append(
            tx,
            array.now(),
            Event::Rotation,
            "array key",
            &detail,
        )?)
    })
}
