//! Lock files: empty files that processes lock to keep each other out. A lock ends with its process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

use crate::Waiter;

/// Opens the lock file `path`, which is made with mode 0600 when it is missing. A symbolic link is not
/// followed: what it points to is not ours.
///
/// # Errors
/// When it cannot be opened.
pub fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
        .open(path)
}

/// Locks `file` against everyone else; false when others hold it for too long.
///
/// # Errors
/// When it cannot be locked at all.
pub fn exclusive(file: &File, waiter: &Waiter) -> io::Result<bool> {
    let locked = waiter.until(|| attempt(file.try_lock()))?;
    Ok(locked.is_some())
}

/// Locks `file` against [`exclusive`] locks; false when another holds one for too long.
///
/// # Errors
/// When it cannot be locked at all.
pub fn shared(file: &File, waiter: &Waiter) -> io::Result<bool> {
    let locked = waiter.until(|| attempt(file.try_lock_shared()))?;
    Ok(locked.is_some())
}

fn attempt(result: Result<(), TryLockError>) -> io::Result<Option<()>> {
    match result {
        Ok(()) => Ok(Some(())),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_symbolic_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (folder.path().join("lock"), folder.path().join("elsewhere"));
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        open(&path).unwrap_err();
        assert!(!elsewhere.exists());
    }

    #[test]
    fn an_exclusive_lock_waits_for_shared_ones() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = open(&path).unwrap();
        let mode = held.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let waiter = Waiter::silent();
        assert!(shared(&held, &waiter).unwrap());
        assert!(shared(&open(&path).unwrap(), &waiter).unwrap());
        assert!(open(&path).unwrap().try_lock().is_err());
        let holder = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            drop(held);
        });
        assert!(exclusive(&open(&path).unwrap(), &waiter).unwrap());
        assert!(holder.is_finished());
        holder.join().unwrap();
    }
}
