//! Putting a drive back.

use std::path::{Path, PathBuf};

use super::pull::carry;
use super::{Bay, DriveError, DriveFile, DriveRow, file, folder, present, row};
use crate::Array;
use crate::array::Exclusive;
use crate::log::{self, Event};
use crate::power::{PowerError, Unlocked, change};

/// Puts a drive of this array into `bay`: the file `from`, or the drive of the bay from the shelf. While
/// the array runs this is a change of its configuration, and the drive gets a share of the new array
/// key; while it is off or locked the drive only returns, which may be what an unlock lacks.
///
/// # Errors
/// When the bay is in use, the drive is not there, is not of this array, or the array cannot be
/// re-sealed. The drive is then where it was.
pub fn insert(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: Option<&Unlocked>,
    bay: Bay,
    from: Option<&Path>,
) -> Result<DriveRow, PowerError> {
    let target = file::path(&folder(array), bay);
    if target.exists() {
        return Err(DriveError::Occupied.into());
    }
    let (source, drive) = find(array, bay, from)?;
    let rows = array.store().read(row::all)?;
    let id = array.id()?;
    if drive.array != id {
        let (serial, array) = (drive.serial, drive.array_name);
        return Err(DriveError::Foreign { serial, array }.into());
    }
    let known = rows
        .iter()
        .find(|row| row.serial == drive.serial && !row.failed);
    let Some(known) = known.filter(|row| present::is_it(row, &drive, id)) else {
        return Err(DriveError::Unknown(drive.serial).into());
    };
    if known.bay.kind() != bay.kind() {
        return Err(DriveError::WrongKind {
            serial: drive.serial,
            bay,
        }
        .into());
    }
    let other = rows
        .iter()
        .any(|row| row.bay == bay && row.serial != drive.serial);
    if other || (known.bay != bay && file::path(&folder(array), known.bay).exists()) {
        return Err(DriveError::Occupied.into());
    }
    let (old, moved) = (
        known.bay,
        DriveRow {
            bay,
            ..known.clone()
        },
    );
    let put = |tx: &rusqlite::Connection| -> Result<(), PowerError> {
        let delete = "DELETE FROM drive WHERE bay = ?1";
        tx.execute(delete, [old.to_string()])
            .map_err(crate::store::StoreError::from)?;
        moved.put(tx)?;
        let detail = format!("inserted {}", moved.serial);
        Ok(log::append(
            tx,
            array.now(),
            Event::Drive,
            &bay.to_string(),
            &detail,
        )?)
    };
    carry(&source, &target)?;
    let done = match unlocked {
        None => array.store().write(|tx| put(tx)),
        Some(unlocked) => {
            // The devices as they will be: with this one in its bay.
            present(array).map_err(PowerError::from).and_then(|found| {
                let mut devices = found.devices;
                devices.retain(|device| device.row.serial != moved.serial);
                devices.push(crate::key::Device {
                    row: moved.clone(),
                    file: drive,
                });
                devices.sort_by_key(|device| device.row.bay);
                change(array, exclusive, unlocked, devices, |tx| put(tx)).map(drop)
            })
        }
    };
    if let Err(error) = done {
        carry(&target, &source)?;
        return Err(error);
    }
    Ok(moved)
}

fn find(array: &Array, bay: Bay, from: Option<&Path>) -> Result<(PathBuf, DriveFile), DriveError> {
    let source = match from {
        Some(from) => from.to_owned(),
        None => {
            let row = array.store().read(|db| row::of_bay(db, bay))?;
            array.home().shelf().join(format!("{}.drive", row.serial))
        }
    };
    match DriveFile::read(&source)? {
        Some(drive) => Ok((source, drive)),
        None => Err(DriveError::NotThere(source)),
    }
}
