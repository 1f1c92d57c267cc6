//! Writing drives.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;

use super::{Bay, Device, DriveError};
use crate::ground::FileError;
use crate::ground::fault::point;

/// The file of the drive in `bay`.
pub(crate) fn path(folder: &Path, bay: Bay) -> PathBuf {
    folder.join(bay.to_string())
}

/// Writes the drives, each whole or not at all, and returns when they are on the disk.
pub(crate) fn write_all<'a>(
    folder: &Path,
    devices: impl IntoIterator<Item = &'a Device>,
) -> Result<(), DriveError> {
    let mut written = Vec::new();
    for device in devices {
        let target = path(folder, device.row.bay);
        let making = folder.join(format!("{}.new", device.row.bay));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let file = options.open(&making).map_err(FileError::at(&making))?;
        (&file)
            .write_all(&device.file.to_bytes())
            .map_err(FileError::at(&making))?;
        point("drive-written");
        written.push((file, making, target));
    }
    sync(&written)?;
    for (_, making, target) in written {
        fs::rename(&making, &target).map_err(FileError::at(&target))?;
        point("drive-renamed");
    }
    sync_folder(folder)
}

/// How many files are waited for at once: a file system syncs those together.
const AT_ONCE: usize = 16;

/// Waits until the files are on the disk.
fn sync(written: &[(File, PathBuf, PathBuf)]) -> Result<(), FileError> {
    let each = written.len().div_ceil(AT_ONCE).max(1);
    let wait = |files: &[(File, PathBuf, PathBuf)]| {
        files.iter().try_for_each(|(file, making, _)| {
            let synced = file.sync_all().map_err(FileError::at(making));
            point("drive-synced");
            synced
        })
    };
    if written.len() < AT_ONCE {
        return wait(written);
    }
    thread::scope(|scope| {
        let waiting: Vec<_> = written
            .chunks(each)
            .map(|files| scope.spawn(move || wait(files)))
            .collect();
        let mut waited = waiting.into_iter().map(|it| it.join());
        waited.try_for_each(|it| it.expect("no panic while waiting for a file"))
    })
}

/// Syncs the names in `folder`.
pub(super) fn sync_folder(folder: &Path) -> Result<(), DriveError> {
    Ok(File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(FileError::at(folder))?)
}
