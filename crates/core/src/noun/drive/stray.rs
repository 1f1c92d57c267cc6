//! What lies in bays that the array knows no drive of.

use std::fs;

use super::manufacture::capacity;
use super::{Bay, DriveError, DriveFile, DriveRow, folder};
use crate::ground::{Array, FileError};

/// What lies in bays of which there is no row, as the rows it would have: of a drive that came to the
/// array while its database was another, or that somebody put there.
///
/// # Errors
/// When the folder of the drives cannot be read, or the array was deleted meanwhile.
pub(crate) fn strays(array: &Array, rows: &[DriveRow]) -> Result<Vec<DriveRow>, DriveError> {
    let folder = folder(array);
    let failed = FileError::at(&folder);
    let mut strays = Vec::new();
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) => {
            array.check_exists()?;
            return Err(failed(error).into());
        }
    };
    for entry in entries {
        let entry = entry.map_err(&failed)?;
        let bay = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        let Some(bay) = bay.filter(|bay: &Bay| rows.iter().all(|row| row.bay != *bay)) else {
            continue;
        };
        let file = DriveFile::read(&entry.path()).ok().flatten();
        strays.push(DriveRow {
            bay,
            serial: file.map_or_else(|| bay.to_string(), |file| file.serial),
            capacity: capacity(bay.kind()),
            failed: false,
            fingerprint: String::new(),
            layer: None,
        });
    }
    Ok(strays)
}
