//! Replacing a small file of the home, whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::fault;
use super::file_error::FileError;
use super::sync::sync_folder_of;

/// Puts a file with that text, mode 0600, in the place of `path`, and on the device. The home is locked.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn replace_file(path: &Path, text: &str) -> Result<(), FileError> {
    // A fixed name, so that what a process that dies here leaves is replaced by the next one.
    let making = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let replace = || {
        fault::io()?;
        let mut file = options.open(&making)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&making, path)
    };
    replace().map_err(FileError::at(path))?;
    sync_folder_of(path)
}
