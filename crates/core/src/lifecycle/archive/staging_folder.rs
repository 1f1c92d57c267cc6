//! A folder to work in, of which nothing is left when the command dies.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::TempDir;

use crate::ground::{Context, FileError, StoreError};

const PREFIX: &str = ".archive-";

/// A folder among the arrays; removed when it is dropped, or by the next command when this one dies.
pub(in crate::lifecycle) struct StagingFolder {
    folder: TempDir,
    /// Held for as long as the folder is in use.
    _lock: File,
}

impl StagingFolder {
    /// A new one.
    pub(in crate::lifecycle) fn new(context: &Context) -> Result<Self, StoreError> {
        let arrays = context.home.arrays();
        let failed = |source| StoreError::Lock(FileError::at(&arrays)(source));
        let _home = context.home.lock(&context.waiter())?;
        sweep(&arrays).map_err(failed)?;
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(&arrays)
            .map_err(failed)?;
        let lock = pure_sqlite::lock::open(&folder.path().join("lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// Where to work.
    pub(in crate::lifecycle) fn path(&self) -> &Path {
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
