//! Taking a drive out of its bay.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file::sync_folder;
use super::{Bay, DriveError, DriveRow, file, folder, row};
use crate::Array;
use crate::array::Exclusive;
use crate::fault::point;
use crate::home;
use crate::log::{self, Event};

/// Takes the drive away, onto the shelf of the home or into the folder `to`. Nothing else changes:
/// the shares of the other drives stay as they are, and the array runs on.
///
/// # Errors
/// When there is no drive in the bay, or it cannot be moved.
pub fn pull(
    array: &Array,
    _exclusive: &Exclusive,
    bay: Bay,
    to: Option<&Path>,
) -> Result<(DriveRow, PathBuf), DriveError> {
    let row = array.store().read(|db| row::of_bay(db, bay))?;
    let source = file::path(&folder(array), bay);
    if !source.exists() {
        return Err(if row.failed {
            DriveError::Failed
        } else {
            DriveError::Pulled
        });
    }
    let shelf = array.home().shelf();
    let target_folder = match to {
        Some(folder) => folder,
        None => {
            let made = home::private_folder(&shelf);
            made.map_err(|error| DriveError::io(&shelf)(io::Error::other(error.to_string())))?;
            &shelf
        }
    };
    let target = target_folder.join(format!("{}.drive", row.serial));
    array.store().write(|tx| {
        let detail = format!("pulled {}", row.serial);
        log::append(tx, array.now(), Event::Drive, &bay.to_string(), &detail)
    })?;
    carry(&source, &target)?;
    Ok((row, target))
}

/// Moves a drive's file, also from one file system to another.
pub(super) fn carry(source: &Path, target: &Path) -> Result<(), DriveError> {
    if target.exists() {
        let error = io::Error::other("there is a file of this name");
        return Err(DriveError::io(target)(error));
    }
    point("carry-begin");
    match fs::rename(source, target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            fs::copy(source, target)
                .and_then(|_| fs::File::open(target)?.sync_all())
                .map_err(DriveError::io(target))?;
            fs::remove_file(source).map_err(DriveError::io(source))?;
        }
        result => result.map_err(DriveError::io(target))?,
    }
    point("carry-end");
    for folder in [source.parent(), target.parent()].into_iter().flatten() {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        sync_folder(folder)?;
    }
    Ok(())
}
