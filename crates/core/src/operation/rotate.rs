//! The rotation of the array key.

use super::configuration_change::change;
use super::{OperationError, Running};
use crate::key::Generation;
use crate::noun::drive;
use crate::noun::log::{self, Event};

/// Makes a new array key over the drives that are there.
///
/// # Errors
/// When the security token does not give its secret, fewer than three SSDs are there, or a drive cannot
/// be written. The present array key counts then.
pub(crate) fn rotate(running: &Running<'_>) -> Result<Generation, OperationError> {
    let array = running.array();
    let devices = drive::present(array)?.devices;
    change(running, devices, |tx| {
        let detail = format!("to generation {}", running.generation().next());
        log::append(array, tx, Event::Rotation, "array key", &detail)?;
        Ok(())
    })
}
