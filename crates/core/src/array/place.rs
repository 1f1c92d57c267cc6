//! Where an array stands, and that it stays there while a command works with its files.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{Array, ArrayError};
use crate::home;
use crate::store::StoreError;
use crate::wait;

/// The folder that an array stands in: the folder itself, not its path. A renamed array stands in the
/// same one, a copy in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    device: u64,
    inode: u64,
}

impl Place {
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let found = folder.metadata()?;
        Ok(Self {
            device: found.dev(),
            inode: found.ino(),
        })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.device, self.inode)
    }
}

/// Held while a command writes files in the array's folder that no lock of keys, drives or power is
/// for. Many commands hold it at once.
#[derive(Debug)]
pub(crate) struct Stay {
    _lock: File,
}

/// Held while an array is moved: no command works with its files.
#[derive(Debug)]
pub(super) struct Alone {
    _locks: [File; 2],
}

const KEYS_DRIVES_POWER: &str = "lock";
const STAY: &str = "stay";

impl Array {
    /// Keeps the array in its place, for which it waits while the array is moved.
    ///
    /// # Errors
    /// When it was moved before, or is being moved for too long.
    pub(crate) fn stay(&self) -> Result<Stay, StoreError> {
        let lock = wait::until(|| self.try_lock(STAY, File::try_lock_shared))?;
        lock.map(|lock| Stay { _lock: lock })
            .ok_or(StoreError::Busy)
    }

    /// The lock of keys, drives and power; none while another command holds it.
    pub(super) fn try_lock_changes(&self) -> Result<Option<File>, StoreError> {
        self.try_lock(KEYS_DRIVES_POWER, File::try_lock)
    }

    /// Takes a lock of the array's, which keeps the array in its place.
    fn try_lock(
        &self,
        name: &str,
        take: fn(&File) -> Result<(), TryLockError>,
    ) -> Result<Option<File>, StoreError> {
        let path = self.folder.join(name);
        let lock = match home::lock_file(&path) {
            Ok(lock) => lock,
            Err(error) => {
                self.check_place()?;
                return Err(error.into());
            }
        };
        match take(&lock) {
            // Perhaps it is the lock of an array that stands there now.
            Ok(()) => self.check_place().map(|()| Some(lock)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(StoreError::Io { path, source }),
        }
    }

    /// What was read from files under the array's path is the array's own, unless this fails.
    ///
    /// # Errors
    /// When the array was renamed or deleted since it was opened.
    pub(crate) fn check_place(&self) -> Result<(), StoreError> {
        match Place::of(&self.folder) {
            Ok(place) if place == self.place => Ok(()),
            _ => Err(StoreError::Moved),
        }
    }
}

impl Alone {
    /// Waits until no command works with the files of the array in `folder`, and keeps further ones
    /// out. Arrays are moved one at a time, so that it is the same one then.
    pub(super) fn with(folder: &Path) -> Result<Self, ArrayError> {
        let lock = |name| lock(folder.join(name));
        Ok(Self {
            _locks: [lock(KEYS_DRIVES_POWER)?, lock(STAY)?],
        })
    }
}

/// Waits for the lock in the file `path`, which is made when it is missing.
pub(super) fn lock(path: PathBuf) -> Result<File, ArrayError> {
    let lock = home::lock_file(&path)?;
    match wait::for_lock(&lock) {
        Ok(true) => Ok(lock),
        Ok(false) => Err(StoreError::Busy.into()),
        Err(source) => Err(ArrayError::Io { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use crate::array::{ArrayError, Layout};
    use crate::data::{self, DataError};
    use crate::store::StoreError;
    use crate::{Array, Home, ObjectName, drive};

    fn name(text: &str) -> ObjectName {
        text.parse().unwrap()
    }

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        Array::create(&home, &name("pure01"), &Layout::default()).unwrap();
        (folder, home)
    }

    fn open(home: &Home, array: &str) -> Array {
        Array::open(home, &name(array)).unwrap()
    }

    /// What a command does that opened the array before it was renamed.
    fn late(array: &Array) {
        let moved = |error: &StoreError| matches!(error, StoreError::Moved);
        assert!(matches!(array.exclusive(), Err(ArrayError::Store(e)) if moved(&e)));
        assert!(matches!(array.try_exclusive(), Err(ArrayError::Store(e)) if moved(&e)));
        let written = data::write(array, &name("vol"), &b"late"[..]);
        assert!(matches!(written, Err(DataError::Store(e)) if moved(&e)));
        let listed = drive::list(array);
        assert!(matches!(listed, Err(drive::DriveError::Store(e)) if moved(&e)));
    }

    #[test]
    fn a_command_that_comes_too_late_leaves_nothing_where_the_array_was() {
        let (_folder, home) = home();
        let array = open(&home, "pure01");
        open(&home, "pure01").rename(&name("vault")).unwrap();
        late(&array);
        assert!(!home.arrays().join("pure01").exists());
        assert_eq!(data::list(&open(&home, "vault")).unwrap().len(), 0);
    }

    #[test]
    fn it_leaves_another_array_that_stands_there_now_alone() {
        let (_folder, home) = home();
        let array = open(&home, "pure01");
        open(&home, "pure01").rename(&name("vault")).unwrap();
        let other = Array::create(&home, &name("pure01"), &Layout::default()).unwrap();
        data::write(&other, &name("kept"), &b"kept"[..]).unwrap();
        late(&array);
        let mut read = Vec::new();
        data::read(&other, &name("kept"), &mut read).unwrap();
        assert_eq!(read, b"kept");
    }

    #[test]
    fn a_renaming_waits_for_a_volume_that_is_being_written() {
        let (_folder, home) = home();
        let (source, mut sink) = std::io::pipe().unwrap();
        let (renamed, is_renamed) = mpsc::channel();
        thread::scope(|scope| {
            let array = open(&home, "pure01");
            scope.spawn(move || data::write(&array, &name("vol"), source).unwrap());
            // More than a pipe holds: it is being written when all of it was taken.
            std::io::Write::write_all(&mut sink, &vec![7; 1 << 20]).unwrap();
            scope.spawn(|| {
                open(&home, "pure01").rename(&name("vault")).unwrap();
                renamed.send(()).unwrap();
            });
            let waited = is_renamed.recv_timeout(std::time::Duration::from_millis(300));
            assert!(waited.is_err(), "it was renamed");
            drop(sink);
        });
        let mut read = Vec::new();
        data::read(&open(&home, "vault"), &name("vol"), &mut read).unwrap();
        assert_eq!(read.len(), 1 << 20);
        assert!(!home.arrays().join("pure01").exists());
    }
}
