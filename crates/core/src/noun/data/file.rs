//! The files that volumes lie in.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{DataError, Volume, VolumeId};
use crate::ground::fault::disclose;
use crate::ground::{Array, ObjectName, fault, home};
use crate::key::Dek;
use crate::key::stream::Header;

/// The folder of the array's volumes.
pub(super) fn folder(array: &Array) -> PathBuf {
    array.folder().join("data")
}

/// The file of the volume `id`.
pub(super) fn path(array: &Array, id: &VolumeId) -> PathBuf {
    folder(array).join(id.to_string())
}

/// The key of the volume `id`, which encrypts that one file: 32 bytes.
pub(super) fn key(dek: &Dek, id: &VolumeId) -> Zeroizing<[u8; 32]> {
    let key = dek.derive(&format!("volume {id}"));
    disclose("volume key", key.as_slice());
    key
}

/// What the file of the volume begins with, which is bound to the volume's name: it is not taken for
/// that of another one.
pub(super) fn header(name: &ObjectName, id: &VolumeId) -> Header {
    let name = name.as_str().to_ascii_lowercase();
    Header::new(b"PUREVOL\x02", id.as_bytes()).bound_to(name.as_bytes())
}

/// How the files of release 0.1 begin, which are not bound to a name.
const OF_RELEASE_0_1: &[u8; 8] = b"PUREVOL\x01";

/// A file that is being read: nobody overwrites it meanwhile.
pub(super) struct Opened {
    pub(super) file: File,
    is_of_release_0_1: bool,
}

impl Opened {
    /// What the file begins with when it is that of the volume.
    pub(super) fn header(&self, volume: &Volume) -> Header {
        if self.is_of_release_0_1 {
            Header::new(OF_RELEASE_0_1, volume.id.as_bytes())
        } else {
            header(&volume.name, &volume.id)
        }
    }
}

/// Opens the file `path` for reading. One that is gone by the time nobody overwrites it is not found.
pub(super) fn open(path: &Path) -> io::Result<Opened> {
    let file = File::open(path)?;
    file.lock_shared()?;
    if file.metadata()?.nlink() == 0 {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut kind = [0; OF_RELEASE_0_1.len()];
    let length = file.read_at(&mut kind, 0)?;
    Ok(Opened {
        file,
        is_of_release_0_1: kind[..length] == *OF_RELEASE_0_1,
    })
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
        fault::io().map_err(DataError::io(path))?;
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
    fault::io()
        .and_then(|()| file.sync_all())
        .and_then(|()| File::open(&folder)?.sync_all())
        .map_err(DataError::io(&folder))
}
