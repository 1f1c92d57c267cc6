//! Finding and listing volumes.

use super::{DataError, Volume, table};
use crate::ground::Array;
use crate::ground::ObjectName;
use crate::noun::power;

/// The volume `name`.
///
/// # Errors
/// When there is none, or the array is off or locked.
pub(crate) fn find(array: &Array, name: &ObjectName) -> Result<Volume, DataError> {
    power::unlocked(array)?;
    array
        .store()
        .read(|db| table::get(db, name))?
        .ok_or(DataError::Missing)
}

/// All volumes, by name.
///
/// # Errors
/// When the array is off or locked.
pub(crate) fn list(array: &Array) -> Result<Vec<Volume>, DataError> {
    power::unlocked(array)?;
    array.store().read(table::all)
}

/// Whether anything has been written to the array.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn has_volumes(array: &Array) -> Result<bool, DataError> {
    Ok(!array.store().read(table::all)?.is_empty())
}
