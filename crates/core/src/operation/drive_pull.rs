//! Taking a drive out of its bay.

use std::path::{Path, PathBuf};

use super::OperationError;
use crate::ground::{Exclusive, home};
use crate::noun::drive::{self, Bay, DriveError, DriveRow};
use crate::noun::log::{self, Event};

/// Takes the drive away, onto the shelf of the home or into the folder `to`. Nothing else changes:
/// the shares of the other drives stay as they are, and the array runs on.
///
/// # Errors
/// When there is no drive in the bay, or it cannot be moved.
pub(crate) fn pull_drive(
    exclusive: &Exclusive<'_>,
    bay: Bay,
    to: Option<&Path>,
) -> Result<(DriveRow, PathBuf), OperationError> {
    let array = exclusive.array();
    let row = array.store().read(|db| drive::of_bay(db, bay))?;
    let source = drive::path(&drive::folder(array), bay);
    if !source.exists() {
        return Err(if row.failed {
            DriveError::Failed
        } else {
            DriveError::Pulled
        }
        .into());
    }
    let shelf = array.home().shelf();
    let target_folder = match to {
        Some(folder) => folder,
        None => {
            home::private_folder(&shelf)?;
            &shelf
        }
    };
    let target = target_folder.join(format!("{}.drive", row.serial));
    array.store().write(|tx| {
        let detail = format!("pulled {}", row.serial);
        log::append(array, tx, Event::Drive, &bay.to_string(), &detail)
    })?;
    drive::carry(&source, &target)?;
    Ok((row, target))
}
