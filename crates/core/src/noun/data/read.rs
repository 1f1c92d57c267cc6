//! Reading a volume.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use super::{DataError, Volume, file, table};
use crate::ground::Array;
use crate::ground::ObjectName;
use crate::key::stream;
use crate::noun::power;

/// Decrypts the volume `name` into `sink`; every part is verified before it is passed on.
///
/// # Errors
/// When there is no such volume, the array is off or locked, `sink` cannot be written, or the
/// volume was altered: then `sink` has its beginning, as far as it is right.
pub(crate) fn read(
    array: &Array,
    name: &ObjectName,
    sink: impl Write,
) -> Result<Volume, DataError> {
    let unlocked = power::unlocked(array)?;
    let (volume, path, file) = open(array, name)?;
    let length = stream::open(
        &file::key(&unlocked, &volume.id),
        &file::header(&volume.id),
        file,
        sink,
    )
    .map_err(|error| DataError::opening(&path, error))?;
    if length == volume.size {
        Ok(volume)
    } else {
        Err(DataError::damaged(&path, length))
    }
}

/// Opens the volume's file, which another command may be replacing just now.
fn open(array: &Array, name: &ObjectName) -> Result<(Volume, PathBuf, File), DataError> {
    let find = || {
        array
            .store()
            .read(|db| table::get(db, name))?
            .ok_or(DataError::Missing)
    };
    let mut volume = find()?;
    loop {
        let path = file::path(array, &volume.id);
        match File::open(&path) {
            Ok(file) => return Ok((volume, path, file)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let again = find()?;
                array.check_exists()?;
                if again.id == volume.id {
                    return Err(DataError::damaged(&path, 0));
                }
                volume = again;
            }
            Err(e) => return Err(DataError::io(&path)(e)),
        }
    }
}
