//! Overwriting what a card's file holds, where it lies.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::file::MAX_LENGTH;
use crate::ground::{FileError, sync_folder_of};

/// Overwrites the file `path` with zeros in place, and removes it. Once it is overwritten its name is
/// of no importance: where the name cannot be removed, an empty file is left.
///
/// # Errors
/// When it cannot be overwritten.
pub(super) fn wipe(path: &Path) -> Result<(), FileError> {
    let failed = FileError::at(path);
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    overwrite(&mut file).map_err(&failed)?;
    crate::ground::fault::point("card-overwritten");
    if fs::remove_file(path).is_err() {
        let _ = file.set_len(0);
    }
    sync_folder_of(path)
}

/// Overwrites all of `file` with zeros in place, and waits until they are on the disk.
fn overwrite(file: &mut File) -> io::Result<()> {
    let length = usize::try_from(file.metadata()?.len().min(MAX_LENGTH)).unwrap_or(0);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&vec![0; length])?;
    file.sync_all()
}
