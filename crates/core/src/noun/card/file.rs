//! The files of cards: their names, and what they hold.

use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::CardError;
use crate::ground::{FileError, ObjectName};

/// The extension of a card's file.
const EXTENSION: &str = "card";

/// A card's file is far shorter than this, in bytes.
pub(super) const MAX_LENGTH: u64 = 1 << 16;

/// The name of the card's file: names that differ only in case are one card.
pub(super) fn file_name(name: &ObjectName) -> String {
    format!("{}.{EXTENSION}", name.as_str().to_ascii_lowercase())
}

/// The name of the card in the file `path`, when it is named like a card's.
pub(super) fn name_of_file(path: &Path) -> Option<ObjectName> {
    let name = path.file_name()?.to_str()?.strip_suffix(EXTENSION)?;
    name.strip_suffix('.')?.parse().ok()
}

/// Whether anything has that name, be it a link that leads nowhere.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The files in a folder that may not be there.
pub(super) fn files_in(folder: &Path) -> Result<Vec<PathBuf>, CardError> {
    let failed = FileError::at(folder);
    match fs::read_dir(folder) {
        Ok(files) => {
            let paths = files.map(|file| Ok(file.map_err(&failed)?.path()));
            paths.collect()
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(failed(e).into()),
    }
}

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
