//! Taking a drive out of its bay.

use std::path::{Path, PathBuf};

use super::OperationError;
use super::drive_list::{DriveStatus, ListedDrive, list_drives};
use super::drive_tidy::{on_shelf, tidy_drives};
use crate::ground::Exclusive;
use crate::noun::drive::{self, Bay, DriveError, DriveFile};
use crate::noun::log::{self, Event};

/// Takes away what lies in the bay, onto the shelf of the home or into the folder `to`. Nothing else
/// changes: the shares of the other drives stay as they are, and the array runs on.
///
/// # Errors
/// When there is no drive in the bay, or it cannot be moved.
pub(crate) fn pull_drive(
    exclusive: &Exclusive<'_>,
    bay: Bay,
    to: Option<&Path>,
) -> Result<(ListedDrive, PathBuf), OperationError> {
    let array = exclusive.array();
    tidy_drives(exclusive);
    let source = drive::path(&drive::folder(array), bay);
    let listed = list_drives(array)?.into_iter();
    let mut listed = listed.filter(|drive| drive.row.bay == bay);
    let drive = listed.next().ok_or(DriveError::Missing)?;
    if source.symlink_metadata().is_err() {
        return Err(match drive.status {
            DriveStatus::Failed => DriveError::Failed,
            _ => DriveError::Pulled,
        }
        .into());
    }
    // What lies in the bay may be another drive than the array knows there.
    let serial = match DriveFile::read(&source) {
        Ok(Some(file)) => file.serial,
        _ => drive.row.serial.clone(),
    };
    let target = match to {
        Some(folder) => folder.join(format!("{serial}.drive")),
        None => on_shelf(exclusive, &serial)?,
    };
    drive::carry(&source, &target)?;
    let detail = format!("pulled {serial}");
    log::append_done(array, Event::Drive, &bay.to_string(), &detail);
    // It is pulled, whether the drives can be looked at now or not.
    let mut listed = list_drives(array).unwrap_or_default().into_iter();
    let now = listed.find(|drive| drive.row.bay == bay);
    let away = ListedDrive {
        status: DriveStatus::Missing,
        protection: None,
        ..drive
    };
    Ok((now.unwrap_or(away), target))
}
