//! Making the names in a folder last.

use std::fs::File;
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
