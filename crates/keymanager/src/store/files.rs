//! Small secret files: of mode 0600, written whole or not at all, and on the disk when done.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::TempPath;
use zeroize::Zeroizing;

use super::StoreError;

/// The bytes of a file; `None` when there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::io(path, source)),
    }
}

/// Makes a file, unless another process has made it meanwhile: then its bytes count.
pub(crate) fn create_once(
    path: &Path,
    bytes: Zeroizing<Vec<u8>>,
) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let making = write_beside(path, &bytes)?;
    let made = making.persist_noclobber(path).map_err(|error| error.error);
    match made.and_then(|()| sync_folder(path)) {
        Ok(()) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| StoreError::io(path, error))
        }
        Err(error) => Err(StoreError::io(path, error)),
    }
}

/// Puts a file in the place of the one there is.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let making = write_beside(path, bytes)?;
    let made = making.persist(path).map_err(|error| error.error);
    made.and_then(|()| sync_folder(path))
        .map_err(|error| StoreError::io(path, error))
}

fn write_beside(path: &Path, bytes: &[u8]) -> Result<TempPath, StoreError> {
    let folder = path.parent().unwrap_or(path);
    // Removed when it is dropped: what there is of it may be a part of a secret.
    let written = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(folder)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            Ok(file.into_temp_path())
        });
    written.map_err(|error| StoreError::io(path, error))
}

fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent()
        .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
