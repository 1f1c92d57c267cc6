//! A drive that fails.

use super::configuration_change::change;
use super::{OperationError, Running};
use crate::noun::drive::{self, Bay, DriveError, DriveRow};
use crate::noun::log::{self, Event};

/// Fails the drive in `bay` permanently: the array key is shared anew over the others, and what lay on
/// it is gone.
///
/// # Errors
/// When there is no drive in the bay, fewer than three SSDs would be left, or the array cannot be
/// re-sealed.
pub(crate) fn fail_drive(running: &Running<'_>, bay: Bay) -> Result<DriveRow, OperationError> {
    let array = running.array();
    let row = array.store().read(|db| drive::of_bay(db, bay))?;
    if row.failed {
        return Err(DriveError::Failed.into());
    }
    let failed = DriveRow {
        failed: true,
        ..row
    };
    let mut devices = drive::present(array)?.devices;
    devices.retain(|device| device.row.bay != bay);
    change(running, devices, |tx| {
        failed.put(tx)?;
        let detail = format!("failed {}", failed.serial);
        log::append(array, tx, Event::Drive, &bay.to_string(), &detail)?;
        Ok(())
    })?;
    // A pulled drive has no file here.
    let _ = std::fs::remove_file(drive::path(&drive::folder(array), bay));
    Ok(failed)
}
