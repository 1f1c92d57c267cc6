//! A new drive.

use super::configuration_change::change;
use super::{OperationError, Running};
use crate::noun::drive::{self, Bay, DriveError, DriveRow, Kind, SetAside};
use crate::noun::log::{self, Event};

/// Adds a new SSD in `bay`, or in the first bay that never had a drive and where nothing lies, and
/// shares the array key anew.
///
/// # Errors
/// When the bay is in use, none is free, or the array cannot be re-sealed.
pub(crate) fn add_drive(
    running: &Running<'_>,
    bay: Option<Bay>,
) -> Result<DriveRow, OperationError> {
    let rows = running.array().store().read(drive::all)?;
    let folder = drive::folder(running.array());
    let is_free =
        |bay: &Bay| rows.iter().all(|row| row.bay != *bay) && !drive::path(&folder, *bay).exists();
    let bay = match bay {
        Some(bay) if is_free(&bay) => bay,
        Some(_) => return Err(DriveError::Occupied.into()),
        None => Bay::all(Kind::Ssd).find(is_free).ok_or(DriveError::NoBay)?,
    };
    install(running, bay, "added")
}

/// Puts a new drive into a bay, as a change of the configuration. What lies in the bay goes only when
/// the change is done.
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
    let before = SetAside::take(&drive::folder(array), bay)?;
    devices.sort_by_key(|device| device.row.bay);
    let done = change(running, devices, |tx| {
        row.put(tx)?;
        let detail = format!("{verb} {}", row.serial);
        log::append(array, tx, Event::Drive, &bay.to_string(), &detail)?;
        Ok(())
    });
    match done {
        Ok(_) => {
            before.discard();
            Ok(row)
        }
        // When it is not known whether the change is done, both drives stay.
        Err(error) if error.is_commit_unknown() => Err(error),
        Err(error) => {
            before.put_back()?;
            Err(error)
        }
    }
}
