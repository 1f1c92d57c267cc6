//! The files that volumes lie in.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{DataError, VolumeId};
use crate::ground::{Array, home};
use crate::key::stream::Header;
use crate::noun::power::Unlocked;

/// The folder of the array's volumes.
pub(super) fn folder(array: &Array) -> PathBuf {
    array.folder().join("data")
}

/// The file of the volume `id`.
pub(super) fn path(array: &Array, id: &VolumeId) -> PathBuf {
    folder(array).join(id.to_string())
}

/// The key of the volume `id`, which encrypts that one file: 32 bytes.
pub(super) fn key(unlocked: &Unlocked, id: &VolumeId) -> Zeroizing<[u8; 32]> {
    unlocked.dek().derive(&format!("volume {id}"))
}

/// What its file begins with.
pub(super) fn header(id: &VolumeId) -> Header {
    Header::new(b"PUREVOL\x01", id.as_bytes())
}

/// Makes the empty file `path`, mode 0600, locked: while it is, nobody sweeps it away.
pub(super) fn create(array: &Array, path: &Path) -> Result<File, DataError> {
    let folder = folder(array);
    // Not its parents: an array that was deleted meanwhile is not to leave anything behind.
    match DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => {
            array.check_exists()?;
            made.map_err(DataError::io(&folder))?;
        }
    }
    home::check_private(&folder)?;
    loop {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(DataError::io(path))?;
        file.lock().map_err(DataError::io(path))?;
        // Another command may have swept it away before it was locked.
        if file.metadata().map_err(DataError::io(path))?.nlink() > 0 {
            return Ok(file);
        }
    }
}

/// Brings the file and its name onto the device.
pub(super) fn settle(array: &Array, file: &File) -> Result<(), DataError> {
    let folder = folder(array);
    file.sync_all()
        .and_then(|()| File::open(&folder)?.sync_all())
        .map_err(DataError::io(&folder))
}
