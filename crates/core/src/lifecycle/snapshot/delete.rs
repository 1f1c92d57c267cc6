//! Deleting a snapshot.

use std::fs;
use std::path::Path;

use super::{BESIDE, SHELF, SnapshotError, find};
use crate::ground::{Context, FileError, ObjectName, wipe};
use crate::lifecycle::archive::DRIVES;

/// Deletes the snapshot `name`. What holds keys is overwritten before it goes, as far as it can be; volumes
/// are encrypted.
///
/// # Errors
/// When there is none, or its folder cannot be removed.
pub(crate) fn delete(context: &Context, name: &ObjectName) -> Result<(), SnapshotError> {
    let missing = || SnapshotError::Missing(name.clone());
    let _lock = context.home.lock(&context.waiter())?;
    let folder = find(&context.home, name).ok_or_else(missing)?;
    Ok(destroy(&folder)?)
}

/// Removes the folder of a snapshot.
pub(super) fn destroy(folder: &Path) -> Result<(), FileError> {
    for part in ["", DRIVES, SHELF, BESIDE] {
        let entries = fs::read_dir(folder.join(part))
            .into_iter()
            .flatten()
            .flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        for file in files {
            // Removed all the same, below.
            let _ = wipe(&file.path());
        }
    }
    fs::remove_dir_all(folder).map_err(FileError::at(folder))
}
