//! A drive that fails.

use super::{Bay, DriveError, DriveRow, file, folder, present, row};
use crate::Array;
use crate::array::Exclusive;
use crate::log::{self, Event};
use crate::power::{PowerError, Unlocked, change};

/// Lets the drive in `bay` fail for good: the array key is shared anew over the others, and what lay on
/// it is gone.
///
/// # Errors
/// When there is no drive in the bay, fewer than three SSDs would be left, or the array cannot be
/// re-sealed.
pub fn fail(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    bay: Bay,
) -> Result<DriveRow, PowerError> {
    let row = array.store().read(|db| row::of_bay(db, bay))?;
    if row.failed {
        return Err(DriveError::Failed.into());
    }
    let failed = DriveRow {
        failed: true,
        ..row
    };
    let mut devices = present(array)?.devices;
    devices.retain(|device| device.row.bay != bay);
    change(array, exclusive, unlocked, devices, |tx| {
        failed.put(tx)?;
        let detail = format!("failed {}", failed.serial);
        Ok(log::append(
            tx,
            array.now(),
            Event::Drive,
            &bay.to_string(),
            &detail,
        )?)
    })?;
    // A pulled drive has no file here.
    let _ = std::fs::remove_file(file::path(&folder(array), bay));
    Ok(failed)
}
