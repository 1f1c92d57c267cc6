//! Deleting a volume.

use std::fs;

use super::{DataError, file, sweep, table};
use crate::log::{self, Event};
use crate::name::ObjectName;
use crate::{Array, power};

/// Deletes the volume `name` and its file.
///
/// # Errors
/// When there is no such volume, or the array is off or locked.
pub fn delete(array: &Array, name: &ObjectName) -> Result<(), DataError> {
    power::unlocked(array)?;
    let _stay = array.stay()?;
    let volume = array.store().write(|tx| {
        let volume = table::get(tx, name)?.ok_or(DataError::Missing)?;
        table::take(tx, name)?;
        log::append(
            tx,
            array.now(),
            Event::Data,
            volume.name.as_str(),
            "deleted",
        )?;
        Ok::<_, DataError>(volume)
    })?;
    // What fails here is swept away later.
    let _ = fs::remove_file(file::path(array, &volume.id));
    sweep::sweep(array)
}
