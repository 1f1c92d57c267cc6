//! A folder to work in, of which nothing is left when the command dies.

use std::fs::File;
use std::path::Path;

use tempfile::TempDir;

use crate::ground::{Context, FileError, StoreError};
use crate::lifecycle::leftover;

/// A folder among the arrays; removed when it is dropped, or by the next command when this one dies. What
/// holds keys in it is overwritten.
pub(in crate::lifecycle) struct StagingFolder {
    folder: Option<TempDir>,
    /// Held for as long as the folder is in use.
    _lock: File,
}

impl StagingFolder {
    /// A new one.
    pub(in crate::lifecycle) fn new(context: &Context) -> Result<Self, StoreError> {
        let arrays = context.home.arrays();
        let failed = |source| StoreError::Lock(FileError::at(&arrays)(source));
        let _home = context.home.lock(&context.waiter())?;
        leftover::sweep(context).map_err(StoreError::Lock)?;
        let folder = tempfile::Builder::new()
            .prefix(leftover::STAGING)
            .tempdir_in(&arrays)
            .map_err(failed)?;
        let lock = pure_sqlite::lock::open(&folder.path().join("lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        Ok(Self {
            folder: Some(folder),
            _lock: lock,
        })
    }

    /// Where to work.
    pub(in crate::lifecycle) fn path(&self) -> &Path {
        self.folder.as_ref().map_or(Path::new(""), TempDir::path)
    }
}

impl Drop for StagingFolder {
    fn drop(&mut self) {
        let Some(folder) = self.folder.take() else {
            return;
        };
        if std::thread::panicking() || folder.path().join(leftover::COPYING).exists() {
            // What lies in it tells of keys on key managers: the next command destroys them first.
            let _ = folder.keep();
        } else {
            // What fails here is left to the next command.
            let _ = leftover::destroy(folder.path());
        }
    }
}
