//! Deleting a volume.

use std::fs;

use super::{DataError, file, sweep, table};
use crate::ground::Array;
use crate::ground::ObjectName;
use crate::noun::log::{self, Event};
use crate::noun::power;

/// Deletes the volume `name` and its file.
///
/// # Errors
/// When there is no such volume, or the array is off or locked.
pub(crate) fn delete(array: &Array, name: &ObjectName) -> Result<(), DataError> {
    power::unlocked(array)?;
    array.check_exists()?;
    let volume = array.store().write(|tx| {
        let volume = table::get(tx, name)?.ok_or(DataError::Missing)?;
        table::take(tx, name)?;
        log::append(array, tx, Event::Data, volume.name.as_str(), "deleted")?;
        Ok::<_, DataError>(volume)
    })?;
    // What fails here is swept away later.
    let _ = fs::remove_file(file::path(array, &volume.id));
    let _ = sweep::sweep(array);
    Ok(())
}
