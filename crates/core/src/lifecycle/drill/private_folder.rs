//! A private folder for a drill, in memory where there is one.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::ground::{Context, FileError, StoreError, wipe_folder};
use crate::noun::power;

/// How its name begins.
const PREFIX: &str = ".drill-";
/// The file in it that is locked as long as it is in use.
const LOCK: &str = "lock";

/// A private folder; removed when it is dropped, or by the next drill when this one dies. What is in it is
/// overwritten then, as far as it can be.
pub(super) struct PrivateFolder {
    path: PathBuf,
    _lock: File,
}

impl PrivateFolder {
    pub(super) fn new(context: &Context) -> Result<Self, StoreError> {
        let place = power::memory_folder(context);
        let place = place.unwrap_or_else(|| context.home.root().to_owned());
        let failed = |source| StoreError::Lock(FileError::at(&place)(source));
        // Nobody else makes one meanwhile, which would look as if it were left.
        let _home = context.home.lock(&context.waiter())?;
        sweep(&place).map_err(failed)?;
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(&place)
            .map_err(failed)?;
        let lock = pure_sqlite::lock::open(&folder.path().join(LOCK)).map_err(failed)?;
        lock.lock().map_err(failed)?;
        Ok(Self {
            path: folder.keep(),
            _lock: lock,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        // What stays is removed by the next drill.
        let _ = wipe_folder(&self.path);
    }
}

/// Removes the folders of drills that died.
fn sweep(place: &Path) -> io::Result<()> {
    for entry in fs::read_dir(place)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if !name.is_some_and(|name| name.starts_with(PREFIX)) {
            continue;
        }
        let in_use = match File::open(path.join(LOCK)) {
            Ok(lock) => matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
            Err(_) => false,
        };
        if !in_use {
            wipe_folder(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;

    #[test]
    fn what_a_drill_that_died_left_is_removed_by_the_next() {
        let home = TestHome::with(&["pure01"]);
        let left = home.memory().join(".drill-x");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("share"), "a share").unwrap();
        // What has it open sees what is on the medium.
        let mut share = File::open(left.join("share")).unwrap();
        let first = PrivateFolder::new(&home.context).unwrap();
        assert!(!left.exists());
        let mut content = String::new();
        io::Read::read_to_string(&mut share, &mut content).unwrap();
        assert_eq!(content, "\0".repeat(7));
        let second = PrivateFolder::new(&home.context).unwrap();
        assert!(first.path().exists() && second.path().exists());
    }
}
