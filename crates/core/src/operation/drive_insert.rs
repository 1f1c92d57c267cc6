//! Putting a drive back.

use std::path::{Path, PathBuf};

use super::configuration_change::change;
use super::{OperationError, Running};
use crate::ground::{Array, Exclusive, Tx};
use crate::noun::drive::{self, Bay, Device, DriveError, DriveFile, DriveRow};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, State};

/// Puts a drive of this array into `bay`: the file `from`, or the drive of the bay from the shelf. While
/// the array runs this is a change of its configuration, and the drive gets a share of the new array
/// key; while it is off or locked the drive only returns, which may be what an unlock lacks.
///
/// # Errors
/// When the bay is in use, the drive is not there, is not of this array, or the array cannot be
/// re-sealed. The drive is then where it was.
pub(crate) fn insert_drive(
    exclusive: &Exclusive<'_>,
    bay: Bay,
    from: Option<&Path>,
) -> Result<DriveRow, OperationError> {
    let array = exclusive.array();
    let running = match power::status(array)?.state {
        State::On => Some(Running::new(exclusive)?),
        State::Off | State::Locked(_) => None,
    };
    let target = drive::path(&drive::folder(array), bay);
    if target.exists() {
        return Err(DriveError::Occupied.into());
    }
    let (source, file) = find(array, bay, from)?;
    let (old, moved) = accept(array, &file, bay)?;
    let put = |tx: &Tx<'_>| -> Result<(), OperationError> {
        drive::remove(tx, old)?;
        moved.put(tx)?;
        let detail = format!("inserted {}", moved.serial);
        log::append(array, tx, Event::Drive, &bay.to_string(), &detail)?;
        Ok(())
    };
    drive::carry(&source, &target)?;
    let done = match running {
        None => array.store().write(|tx| put(tx)),
        Some(running) => join(&running, &moved, file, put),
    };
    if let Err(error) = done {
        // When it is not known whether the change is done, the drive stays where it belongs after it.
        if !error.is_commit_unknown() {
            drive::carry(&target, &source)?;
        }
        return Err(error);
    }
    Ok(moved)
}

/// The bay that the drive was known in, and its row once it is in `bay`.
fn accept(array: &Array, file: &DriveFile, bay: Bay) -> Result<(Bay, DriveRow), OperationError> {
    let id = array.id();
    if file.array != id {
        return Err(DriveError::Foreign {
            serial: file.serial.clone(),
            array: file.array_name.clone(),
        }
        .into());
    }
    let rows = array.store().read(drive::all)?;
    let known = rows
        .iter()
        .find(|row| row.serial == file.serial && !row.failed)
        .filter(|row| drive::is_it(row, file, id))
        .ok_or_else(|| DriveError::Unknown(file.serial.clone()))?;
    if known.bay.kind() != bay.kind() {
        return Err(DriveError::WrongKind {
            serial: file.serial.clone(),
            bay,
        }
        .into());
    }
    let other = rows
        .iter()
        .any(|row| row.bay == bay && row.serial != file.serial);
    let own_bay = drive::path(&drive::folder(array), known.bay);
    if other || (known.bay != bay && own_bay.exists()) {
        return Err(DriveError::Occupied.into());
    }
    let moved = DriveRow {
        bay,
        ..known.clone()
    };
    Ok((known.bay, moved))
}

/// Shares the array key anew, with the drive in its bay.
fn join(
    running: &Running<'_>,
    moved: &DriveRow,
    file: DriveFile,
    put: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<(), OperationError> {
    let mut devices = drive::present(running.array())?.devices;
    devices.retain(|device| device.row.serial != moved.serial);
    devices.push(Device {
        row: moved.clone(),
        file,
    });
    devices.sort_by_key(|device| device.row.bay);
    change(running, devices, |tx| put(tx)).map(drop)
}

fn find(array: &Array, bay: Bay, from: Option<&Path>) -> Result<(PathBuf, DriveFile), DriveError> {
    let source = match from {
        Some(from) => from.to_owned(),
        None => {
            let row = array.store().read(|db| drive::of_bay(db, bay))?;
            array.home().shelf().join(format!("{}.drive", row.serial))
        }
    };
    match DriveFile::read(&source)? {
        Some(file) => Ok((source, file)),
        None => Err(DriveError::NotThere(source)),
    }
}
