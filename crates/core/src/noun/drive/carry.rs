//! Carrying a drive from one place to another.

use std::fs;
use std::io;
use std::path::Path;

use super::DriveError;
use super::write::sync_folder;
use crate::ground::FileError;
use crate::ground::fault::point;

/// Moves a drive's file, also from one file system to another.
///
/// # Errors
/// When there is a file at `target`, or the file cannot be moved.
pub(crate) fn carry(source: &Path, target: &Path) -> Result<(), DriveError> {
    if target.exists() {
        let error = io::Error::other("a file of this name exists");
        return Err(FileError::at(target)(error).into());
    }
    point("carry-begin");
    match fs::rename(source, target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            fs::copy(source, target)
                .and_then(|_| fs::File::open(target)?.sync_all())
                .map_err(FileError::at(target))?;
            fs::remove_file(source).map_err(FileError::at(source))?;
        }
        result => result.map_err(FileError::at(target))?,
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
