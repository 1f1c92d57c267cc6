//! Which drives are there.

use std::path::{Path, PathBuf};

use super::{Device, DriveError, DriveFile, DriveRow, folder, row, write};
use crate::ground::Array;

/// The drives of the array.
#[derive(Debug, Default)]
pub(crate) struct Present {
    /// Those that are there and can be read.
    pub(crate) devices: Vec<Device>,
    /// Those that are not, and why.
    pub(crate) absent: Vec<(DriveRow, Option<DriveError>)>,
}

/// Looks which drives are there. A drive that failed counts as absent, and so does one that is
/// damaged, or another device than the array knows.
///
/// # Errors
/// When the array's state cannot be read, or this process has no file or memory left to look with, which
/// says nothing about the drives.
pub(crate) fn present(array: &Array) -> Result<Present, DriveError> {
    let folder = folder(array);
    let mut found = Present::default();
    for row in array.store().read(row::all)? {
        match find(&folder, array, &row) {
            Ok(Some((file, path))) => found.devices.push(Device { row, file, path }),
            Ok(None) => found.absent.push((row, None)),
            Err(error) if error.is_of_the_process() => return Err(error),
            Err(error) => found.absent.push((row, Some(error))),
        }
    }
    array.check_exists()?;
    Ok(found)
}

/// Looks for the drive of that row: in its bay, and beside it, where a new drive waits until it has the
/// bay. `None` when the bay is empty, or what is in it has failed.
fn find(
    folder: &Path,
    array: &Array,
    row: &DriveRow,
) -> Result<Option<(DriveFile, PathBuf)>, DriveError> {
    if row.failed {
        return Ok(None);
    }
    let path = write::path(folder, row.bay);
    let in_bay = match DriveFile::read(&path) {
        Ok(Some(file)) if is_it(row, &file, array.id()) => return Ok(Some((file, path))),
        other => other,
    };
    let beside = write::installing(folder, row.bay);
    match DriveFile::read(&beside) {
        Ok(Some(file)) if is_it(row, &file, array.id()) => return Ok(Some((file, beside))),
        _ => {}
    }
    match in_bay? {
        Some(_) => Err(DriveError::Damaged(path)),
        None => Ok(None),
    }
}

/// Whether the file is of the device that the array knows.
pub(crate) fn is_it(row: &DriveRow, file: &DriveFile, array: uuid::Uuid) -> bool {
    file.array == array && file.serial == row.serial && file.secret.fingerprint() == row.fingerprint
}
