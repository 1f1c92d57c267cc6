//! A new drive in the place of one that failed or is away.

use super::add::install;
use super::{Bay, DriveError, DriveRow, file, folder, row};
use crate::Array;
use crate::array::Exclusive;
use crate::power::{PowerError, Unlocked};

/// Puts a new drive into the bay of one that has failed or was pulled; that one is no drive of this
/// array any more.
///
/// # Errors
/// When there was no drive in the bay, it is healthy, or the array cannot be re-sealed.
pub fn replace(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    bay: Bay,
) -> Result<DriveRow, PowerError> {
    let row = array.store().read(|db| row::of_bay(db, bay))?;
    let healthy = matches!(
        super::DriveFile::read(&file::path(&folder(array), bay)),
        Ok(Some(_))
    );
    if healthy && !row.failed {
        return Err(DriveError::Healthy.into());
    }
    install(array, exclusive, unlocked, bay, "replaced by")
}
