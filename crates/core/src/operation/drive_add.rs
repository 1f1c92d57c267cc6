//! A new drive.

use super::configuration_change::change;
use super::drive_tidy::occupy;
use super::{OperationError, Running};
use crate::ground::{Array, Explain, Identifiers, Notice, Tx, wipe};
use crate::noun::drive::{self, Bay, DriveError, DriveRow, Kind};
use crate::noun::log::{self, Event};

/// Adds a new SSD in `bay`, or in the first bay that never had a drive and where nothing lies, and
/// shares the array key anew. A drive that was pulled from `bay` is known in a free one from then on.
///
/// # Errors
/// When the bay is in use, none is free, or the array cannot be re-sealed.
pub(crate) fn add_drive(
    running: &Running<'_>,
    bay: Option<Bay>,
) -> Result<DriveRow, OperationError> {
    let array = running.array();
    let rows = array.store().read(drive::all)?;
    let free = Bay::all(Kind::Ssd)
        .find(|&bay| rows.iter().all(|row| row.bay != bay) && is_empty(array, bay))
        .ok_or(DriveError::NoBay);
    let Some(bay) = bay else {
        return install(running, free?, "added");
    };
    if !is_empty(array, bay) {
        return Err(DriveError::Occupied.into());
    }
    match rows.into_iter().find(|row| row.bay == bay && !row.failed) {
        None => install(running, bay, "added"),
        Some(pulled) => {
            let elsewhere = DriveRow {
                bay: free?,
                ..pulled
            };
            install_with(running, bay, "added", |tx| {
                drive::remove(tx, bay)?;
                Ok(elsewhere.put(tx)?)
            })
        }
    }
}

/// Whether nothing lies in the bay. What cannot be looked at lies there.
fn is_empty(array: &Array, bay: Bay) -> bool {
    let folder = drive::folder(array);
    let is_missing = |path: std::path::PathBuf| match path.symlink_metadata() {
        Ok(_) => false,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    is_missing(drive::path(&folder, bay)) && is_missing(drive::installing(&folder, bay))
}

/// Puts a new drive into a bay, as a change of the configuration. What lies in the bay goes only when
/// the change is done.
pub(super) fn install(
    running: &Running<'_>,
    bay: Bay,
    verb: &str,
) -> Result<DriveRow, OperationError> {
    install_with(running, bay, verb, |_| Ok(()))
}

/// As [`install`]; what `first` changes in the database counts from the same moment.
fn install_with(
    running: &Running<'_>,
    bay: Bay,
    verb: &str,
    first: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<DriveRow, OperationError> {
    let array = running.array();
    let folder = drive::folder(array);
    let path = drive::installing(&folder, bay);
    let identifiers = Identifiers::next(array.home())?;
    let (id, name) = (array.id(), array.name()?);
    let mut new = drive::new_drive(id, name, bay, path.clone(), &identifiers);
    let row = new.row.clone();
    let found = drive::present(array)?;
    let before = array.store().read(drive::all)?;
    let before = before.into_iter().find(|row| row.bay == bay);
    drive::manufacture(&folder, [&mut new])?;
    let mut devices = found.devices;
    devices.retain(|device| device.row.bay != bay);
    devices.push(new);
    devices.sort_by_key(|device| device.row.bay);
    let done = change(running, devices, |tx| {
        first(tx)?;
        row.put(tx)?;
        let detail = format!("{verb} {}", row.serial);
        log::append(array, tx, Event::Drive, &bay.to_string(), &detail)?;
        Ok(())
    });
    if let Err(error) = done {
        // When it is not known whether the change is done, the next command settles it.
        if !error.is_commit_unknown() {
            let _ = wipe(&path);
        }
        return Err(error);
    }
    // The drive counts, wherever it lies.
    if let Err(error) = occupy(running.exclusive(), bay, before.as_ref()) {
        let notice = Notice::LeftoversOfDrives(error.message());
        array.context().tell(&notice);
    }
    Ok(row)
}
