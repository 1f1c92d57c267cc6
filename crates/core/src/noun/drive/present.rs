//! Which drives are there.

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
    let id = array.id();
    let mut found = Present::default();
    for row in array.store().read(row::all)? {
        let path = write::path(&folder, row.bay);
        match DriveFile::read(&path) {
            Ok(Some(file)) if !row.failed && is_it(&row, &file, id) => {
                found.devices.push(Device { row, file });
            }
            Ok(Some(_)) if row.failed => found.absent.push((row, None)),
            Ok(Some(_)) => found.absent.push((row, Some(DriveError::Damaged(path)))),
            Ok(None) => found.absent.push((row, None)),
            Err(error) if error.is_of_the_process() => return Err(error),
            Err(error) => found.absent.push((row, Some(error))),
        }
    }
    array.check_exists()?;
    Ok(found)
}

/// Whether the file is of the device that the array knows.
pub(crate) fn is_it(row: &DriveRow, file: &DriveFile, array: uuid::Uuid) -> bool {
    file.array == array && file.serial == row.serial && file.secret.fingerprint() == row.fingerprint
}
