//! A new drive.

use super::manufacture::new_drive;
use super::{Bay, DriveError, DriveRow, Kind, file, folder, present, row};
use crate::Array;
use crate::array::Exclusive;
use crate::log::{self, Event};
use crate::power::{PowerError, Unlocked, change};

/// Adds a new SSD in `bay`, or in the first bay that never had a drive, and shares the array key anew.
///
/// # Errors
/// When the bay is in use, none is free, or the array cannot be re-sealed.
pub fn add(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    bay: Option<Bay>,
) -> Result<DriveRow, PowerError> {
    let rows = array.store().read(row::all)?;
    let is_free = |bay: &Bay| rows.iter().all(|row| row.bay != *bay);
    let bay = match bay {
        Some(bay) if is_free(&bay) => bay,
        Some(_) => return Err(DriveError::Occupied.into()),
        None => Bay::all(Kind::Ssd).find(is_free).ok_or(DriveError::NoBay)?,
    };
    install(array, exclusive, unlocked, bay, "added")
}

/// Puts a new drive into an empty bay, as a change of the configuration.
pub(super) fn install(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    bay: Bay,
    verb: &str,
) -> Result<DriveRow, PowerError> {
    let new = new_drive(array.id()?, array.name(), bay);
    let row = new.row.clone();
    let mut devices = present(array)?.devices;
    devices.retain(|device| device.row.bay != bay);
    devices.push(new);
    devices.sort_by_key(|device| device.row.bay);
    let done = change(array, exclusive, unlocked, devices, |tx| {
        row.put(tx)?;
        let detail = format!("{verb} {}", row.serial);
        Ok(log::append(
            tx,
            array.now(),
            Event::Drive,
            &bay.to_string(),
            &detail,
        )?)
    });
    if let Err(error) = done {
        // Nobody knows this drive.
        let _ = std::fs::remove_file(file::path(&folder(array), bay));
        return Err(error);
    }
    Ok(row)
}
