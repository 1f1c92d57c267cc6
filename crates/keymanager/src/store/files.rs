//! Small secret files: of mode 0600, written whole or not at all, and on the disk when done.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use zeroize::Zeroizing;

use crate::error::KeyManagerError;

/// The bytes of a file; none when there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, KeyManagerError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(failed(path, source)),
    }
}

/// Makes a file, unless another process has made it meanwhile: then its bytes count.
pub(crate) fn create_once(
    path: &Path,
    bytes: Zeroizing<Vec<u8>>,
) -> Result<Zeroizing<Vec<u8>>, KeyManagerError> {
    let making = write_beside(path, &bytes)?;
    let linked = fs::hard_link(&making, path);
    let removed = fs::remove_file(&making);
    match linked {
        Ok(()) => {
            removed
                .and_then(|()| sync_folder(path))
                .map_err(|e| failed(path, e))?;
            Ok(bytes)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| failed(path, error))
        }
        Err(error) => Err(failed(path, error)),
    }
}

/// Puts a file in the place of the one there is.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), KeyManagerError> {
    let making = write_beside(path, bytes)?;
    fs::rename(&making, path)
        .and_then(|()| sync_folder(path))
        .map_err(|error| failed(path, error))
}

fn write_beside(path: &Path, bytes: &[u8]) -> Result<PathBuf, KeyManagerError> {
    // A name that no other process and no other thread uses.
    static MADE: AtomicU32 = AtomicU32::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let making = path.with_extension(format!("{}-{number}.new", std::process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&making)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    match written {
        Ok(()) => Ok(making),
        Err(error) => {
            // What there is of it may be a part of a secret.
            let _ = fs::remove_file(&making);
            Err(failed(path, error))
        }
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent()
        .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn failed(path: &Path, source: io::Error) -> KeyManagerError {
    KeyManagerError::Io {
        path: path.to_owned(),
        source,
    }
}
