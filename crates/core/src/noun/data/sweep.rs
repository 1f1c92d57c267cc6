//! Removing what commands that died left behind.

use std::fs::{self, File};
use std::io;

use super::{DataError, VolumeId, file, table};
use crate::ground::{Array, wipe};

/// Removes the files that no volume names and no command is writing.
pub(super) fn sweep(array: &Array) -> Result<(), DataError> {
    let folder = file::folder(array);
    let failed = DataError::io(&folder);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(failed(e)),
    };
    for entry in entries {
        let path = entry.map_err(&failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(id) = name.and_then(|name| name.parse::<VolumeId>().ok()) else {
            continue;
        };
        let is_used = || array.store().read(|db| table::is_used(db, &id));
        if is_used()? {
            continue;
        }
        // Whoever writes a volume holds its file until the volume names it, so ask again once it is
        // free. A file that is gone already was removed by the command that replaced it.
        let Ok(left_over) = File::open(&path) else {
            continue;
        };
        if left_over.try_lock().is_ok() && !is_used()? {
            let _ = wipe(&path);
        }
    }
    Ok(())
}
