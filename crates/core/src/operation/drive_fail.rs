//! A drive that fails.

use super::configuration_change::change;
use super::drive_tidy::tidy_drives;
use super::rotation_due::postpone;
use super::standing::look;
use super::{OperationError, Running};
use crate::ground::{Array, Exclusive, Tx, wipe};
use crate::key::{KeyError, Threshold};
use crate::noun::drive::{self, Bay, DriveError, DriveRow, Kind, Standing};
use crate::noun::log::{self, Event};

/// Fails the drive in `bay` permanently, and what lay on it is gone. The array key is shared anew over
/// the others; when that cannot be done now, as while the key manager is away, it is postponed.
///
/// # Errors
/// When there is no drive in the bay, or too few SSDs would be left to open the array or to share
/// its key over.
pub(crate) fn fail_drive(exclusive: &Exclusive<'_>, bay: Bay) -> Result<DriveRow, OperationError> {
    let array = exclusive.array();
    tidy_drives(exclusive);
    let row = array.store().read(|db| drive::of_bay(db, bay))?;
    if row.failed {
        return Err(DriveError::Failed.into());
    }
    let failed = DriveRow {
        failed: true,
        ..row
    };
    let write = |tx: &Tx<'_>| -> Result<(), OperationError> {
        failed.put(tx)?;
        let detail = format!("failed {}", failed.serial);
        log::append(array, tx, Event::Drive, &bay.to_string(), &detail)?;
        Ok(())
    };
    match share_without(exclusive, bay, write) {
        Err(error @ OperationError::Key(_)) => return Err(error),
        Err(error) if error.is_commit_unknown() => return Err(error),
        Err(error) => {
            check_enough_without(array, bay)?;
            postpone(array, &error, write)?;
        }
        Ok(()) => {}
    }
    // A pulled drive has no file here. What fails goes when the drive is replaced.
    let _ = wipe(&drive::path(&drive::folder(array), bay));
    Ok(failed)
}

/// Shares the array key anew over the other drives.
fn share_without(
    exclusive: &Exclusive<'_>,
    bay: Bay,
    write: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<(), OperationError> {
    let running = Running::new(exclusive)?;
    let mut devices = drive::present(exclusive.array())?.devices;
    devices.retain(|device| device.row.bay != bay);
    change(&running, devices, write).map(drop)
}

/// Whether the drives open the array without that one, as they are.
fn check_enough_without(array: &Array, bay: Bay) -> Result<(), OperationError> {
    if bay.kind() != Kind::Ssd {
        return Ok(());
    }
    let look = look(array)?;
    let others = array.store().read(drive::all)?.into_iter();
    let others = others.filter(|row| row.bay.kind() == Kind::Ssd && row.bay != bay && !row.failed);
    let left = others.count();
    if left < Threshold::MIN_SHARES {
        return Err(KeyError::ShareCount(left).into());
    }
    let holds = |device: &&drive::Device| {
        device.row.bay.kind() == Kind::Ssd && matches!(look.standing(device), Standing::Current(_))
    };
    let holding: Vec<_> = look.found.devices.iter().filter(holds).collect();
    let is_one = holding.iter().any(|device| device.row.bay == bay);
    let (present, threshold) = (holding.len() - usize::from(is_one), look.status.threshold);
    if is_one && present < threshold.needed() {
        let left_out = format!("without {bay} the array would not open");
        return Err(KeyError::TooFewDrives {
            present,
            threshold,
            left_out,
        }
        .into());
    }
    Ok(())
}
