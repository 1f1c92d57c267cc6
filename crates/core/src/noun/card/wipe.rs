//! Overwriting what a card's file holds, where it lies.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use super::place::sync_folder_of;
use crate::ground::FileError;

/// A card's file is far shorter than this, in bytes.
pub(super) const MAX_LENGTH: u64 = 1 << 16;

/// All that the file `path` holds, when it is a regular file of the length of a card's; `None` when it
/// is anything else.
///
/// # Errors
/// When it cannot be read.
pub(super) fn contents(path: &Path) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    // Without waiting for whoever writes into a pipe of this name.
    let nonblocking = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(nonblocking)
        .open(path)?;
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let length = usize::try_from(MAX_LENGTH).unwrap_or(usize::MAX);
    // Of its full length from the start: growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + 1));
    file.take(MAX_LENGTH + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= length).then_some(bytes))
}

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
pub(super) fn overwrite(file: &mut File) -> io::Result<()> {
    let length = usize::try_from(file.metadata()?.len().min(MAX_LENGTH)).unwrap_or(0);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&vec![0; length])?;
    file.sync_all()
}
