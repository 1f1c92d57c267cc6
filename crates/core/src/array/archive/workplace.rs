//! A folder to work in, of which nothing is left when the command dies.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::TempDir;

use super::ArchiveError;
use crate::array::{ArrayError, rename};
use crate::home::{self, Home};

const PREFIX: &str = ".archive-";

/// A folder among the arrays; removed when it is dropped, or by the next command when this one dies.
pub(super) struct Workplace {
    folder: TempDir,
    /// Held for as long as the folder is in use.
    _lock: File,
}

impl Workplace {
    /// A new one.
    pub(super) fn new(home: &Home) -> Result<Self, ArchiveError> {
        let arrays = home.arrays();
        let _all = rename::lock(home)?;
        sweep(&arrays).map_err(ArchiveError::io(&arrays))?;
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(&arrays)
            .map_err(ArchiveError::io(&arrays))?;
        let lock = home::lock_file(&folder.path().join("lock")).map_err(ArrayError::from)?;
        lock.lock().map_err(ArchiveError::io(&arrays))?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// Where to work.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders of commands that died.
fn sweep(arrays: &Path) -> io::Result<()> {
    for entry in fs::read_dir(arrays)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if !name.is_some_and(|name| name.starts_with(PREFIX)) {
            continue;
        }
        let in_use = match File::open(path.join("lock")) {
            Ok(lock) => matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
            Err(_) => false,
        };
        if !in_use {
            fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}
