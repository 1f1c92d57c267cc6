//! Carrying a drive from one place to another.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::DriveError;
use super::write::beside;
use crate::ground::fault::{self, point};
use crate::ground::{FileError, sync_folder_of, wipe};

/// Moves a drive's file, also from one file system to another. At every moment the whole drive is in one
/// of the places, or in both.
///
/// # Errors
/// When there is a file at `target`, or the file cannot be moved. It is where it was then.
pub(crate) fn carry(source: &Path, target: &Path) -> Result<(), DriveError> {
    point("carry-begin");
    match rename(source, target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy(source, target)?,
        result => result.map_err(FileError::at(target))?,
    }
    point("carry-end");
    // The drive has moved. If the names are not on the disk yet, a loss of power finds it where it was.
    for file in [source, target] {
        let _ = sync_folder_of(file);
    }
    Ok(())
}

/// Renames, unless there is something at `target`.
fn rename(source: &Path, target: &Path) -> io::Result<()> {
    fault::io()?;
    match renameat_with(CWD, source, CWD, target, RenameFlags::NOREPLACE) {
        // The file system does not know how; nobody else moves drives of this array meanwhile.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            if target.symlink_metadata().is_ok() {
                return Err(Errno::EXIST.into());
            }
            fs::rename(source, target)
        }
        renamed => Ok(renamed?),
    }
}

/// Copies the file, and overwrites and removes the original when the copy is on the disk.
fn copy(source: &Path, target: &Path) -> Result<(), DriveError> {
    if target.symlink_metadata().is_ok() {
        return Err(FileError::at(target)(Errno::EXIST.into()).into());
    }
    let making = beside(target, "new");
    let made = fs::copy(source, &making)
        .and_then(|_| File::open(&making)?.sync_all())
        .and_then(|()| rename(&making, target));
    if let Err(error) = made {
        let _ = wipe(&making);
        return Err(FileError::at(target)(error).into());
    }
    point("carry-copied");
    // The original goes when the copy is certain.
    sync_folder_of(target)?;
    Ok(wipe(source)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_at_the_target_stays() {
        let folder = tempfile::tempdir().unwrap();
        let [source, target] = ["source", "target"].map(|name| folder.path().join(name));
        fs::write(&source, "the drive").unwrap();
        fs::write(&target, "another").unwrap();
        assert!(carry(&source, &target).is_err());
        assert!(copy(&source, &target).is_err());
        assert_eq!(fs::read_to_string(&source).unwrap(), "the drive");
        assert_eq!(fs::read_to_string(&target).unwrap(), "another");
        fs::remove_file(&target).unwrap();
        copy(&source, &target).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "the drive");
        assert!(!source.exists());
        carry(&target, &source).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
