//! A rotation that a change of the drives asks for, and that cannot be done now.

use super::OperationError;
use crate::ground::{Array, Explain, Notice, Tx};
use crate::noun::power::{self, PowerError};

/// Commits the change of the drives without the rotation, which is due from now on: it is done when the
/// array runs and its security token gives its secret.
///
/// # Errors
/// When the database cannot be written.
pub(super) fn postpone(
    array: &Array,
    reason: &OperationError,
    write: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<(), OperationError> {
    array.store().write(|tx| {
        write(tx)?;
        power::record_rotation_due(tx)?;
        // An array that does not run tries it as soon as it does.
        if !matches!(
            reason,
            OperationError::Power(PowerError::Off | PowerError::Locked(_))
        ) {
            power::record_postponed(tx, array.now())?;
        }
        Ok::<_, OperationError>(())
    })?;
    let notice = Notice::RotationPostponed(reason.message());
    array.context().tell(&notice);
    Ok(())
}
