//! A new drive.

use super::configuration_change::change;
use super::{OperationError, Running};
use crate::noun::drive::{self, Bay, DriveError, DriveRow, Kind};
use crate::noun::log::{self, Event};

/// Adds a new SSD in `bay`, or in the first bay that never had a drive, and shares the array key anew.
///
/// # Errors
/// When the bay is in use, none is free, or the array cannot be re-sealed.
pub(crate) fn add_drive(
    running: &Running<'_>,
    bay: Option<Bay>,
) -> Result<DriveRow, OperationError> {
    let rows = running.array().store().read(drive::all)?;
    let is_free = |bay: &Bay| rows.iter().all(|row| row.bay != *bay);
    let bay = match bay {
        Some(bay) if is_free(&bay) => bay,
        Some(_) => return Err(DriveError::Occupied.into()),
        None => Bay::all(Kind::Ssd).find(is_free).ok_or(DriveError::NoBay)?,
    };
    install(running, bay, "added")
}

/// Puts a new drive into an empty bay, as a change of the configuration.
pub(super) fn install(
    running: &Running<'_>,
    bay: Bay,
    verb: &str,
) -> Result<DriveRow, OperationError> {
    let array = running.array();
    let new = drive::new_drive(array.id(), array.name()?, bay);
    let row = new.row.clone();
    let mut devices = drive::present(array)?.devices;
    devices.retain(|device| device.row.bay != bay);
    devices.push(new);
    devices.sort_by_key(|device| device.row.bay);
    let done = change(running, devices, |tx| {
        row.put(tx)?;
        let detail = format!("{verb} {}", row.serial);
        log::append(array, tx, Event::Drive, &bay.to_string(), &detail)?;
        Ok(())
    });
    if let Err(error) = done {
        // Nobody knows this drive, unless it is not known whether the change is done.
        if !error.is_commit_unknown() {
            let _ = std::fs::remove_file(drive::path(&drive::folder(array), bay));
        }
        return Err(error);
    }
    Ok(row)
}
