//! Making what is in a folder last.

use std::fs::{self, File};
use std::path::Path;

use super::file_error::FileError;

/// Syncs the names in `folder`: one that was made, changed or removed there is so on the disk.
///
/// # Errors
/// When it cannot be opened or synced.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), FileError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(FileError::at(folder))
}

/// Syncs the folder with all that is in it, files and folders.
///
/// # Errors
/// When something in it cannot be opened or synced.
pub(crate) fn sync_tree(folder: &Path) -> Result<(), FileError> {
    for entry in fs::read_dir(folder).map_err(FileError::at(folder))? {
        let entry = entry.map_err(FileError::at(folder))?;
        let path = entry.path();
        match entry.file_type().map_err(FileError::at(&path))?.is_dir() {
            true => sync_tree(&path)?,
            false => File::open(&path)
                .and_then(|file| file.sync_all())
                .map_err(FileError::at(&path))?,
        }
    }
    sync_folder(folder)
}

/// Syncs the names in the folder of `file`.
///
/// # Errors
/// As [`sync_folder`].
pub(crate) fn sync_folder_of(file: &Path) -> Result<(), FileError> {
    match file.parent() {
        Some(folder) if folder != Path::new("") => sync_folder(folder),
        _ => sync_folder(Path::new(".")),
    }
}
