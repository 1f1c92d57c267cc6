//! Writing drives.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;

use super::{Bay, Device, DriveError, DriveFile};
use crate::ground::fault::{self, point};
use crate::ground::{FileError, sync_folder, wipe};

/// The file of the drive in `bay`.
pub(crate) fn path(folder: &Path, bay: Bay) -> PathBuf {
    folder.join(bay.to_string())
}

/// Makes the files of new drives, and returns when they are on the disk. What lies where one of them
/// is to be stays as it is.
pub(crate) fn manufacture<'a>(
    folder: &Path,
    devices: impl IntoIterator<Item = &'a mut Device>,
) -> Result<(), DriveError> {
    let mut made = Vec::new();
    let make_all = || {
        for device in devices {
            made.push((create(&device.path, &device.file)?, device.path.as_path()));
            device.file.is_written();
        }
        sync(&made, File::sync_all)?;
        Ok(sync_folder(folder)?)
    };
    make_all().inspect_err(|_| {
        for (_, path) in &made {
            let _ = wipe(path);
        }
    })
}

/// Writes the slots that have changed, in place, and returns when they are on the disk.
pub(crate) fn write_slots(devices: &mut [Device]) -> Result<(), DriveError> {
    let mut written = Vec::new();
    for device in devices.iter_mut() {
        if device.file.is_of_release_0_1() {
            migrate(device)?;
        }
        let mut changed = device.file.changed().peekable();
        if changed.peek().is_none() {
            continue;
        }
        let failed = FileError::at(&device.path);
        let mut options = OpenOptions::new();
        let file = options.write(true).open(&device.path).map_err(&failed)?;
        for (offset, block) in changed {
            fault::io().map_err(&failed)?;
            file.write_all_at(&block, offset).map_err(&failed)?;
            point("drive-written");
        }
        written.push((file, device.path.as_path()));
    }
    sync(&written, File::sync_data)?;
    devices
        .iter_mut()
        .for_each(|device| device.file.is_written());
    Ok(())
}

/// The file beside that of a drive, for that purpose.
pub(super) fn beside(path: &Path, purpose: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(purpose);
    path.with_file_name(name)
}

/// How a new drive is called until it has its bay.
pub(super) const INSTALLING: &str = "installing";

/// Where a new drive for `bay` lies until it counts.
pub(crate) fn installing(folder: &Path, bay: Bay) -> PathBuf {
    beside(&path(folder, bay), INSTALLING)
}

/// How a file is called that takes the place of one of release 0.1.
pub(super) const MIGRATING: &str = "migrating";
/// How the file of release 0.1 is called until it is overwritten.
pub(super) const OLD: &str = "old";

/// Writes a drive of release 0.1, as it was read, with slots. At every moment the drive is there; what
/// release 0.1 wrote is overwritten when the new file has its place.
fn migrate(device: &mut Device) -> Result<(), DriveError> {
    let folder = device.path.parent().unwrap_or(&device.path);
    let (new, old) = (beside(&device.path, MIGRATING), beside(&device.path, OLD));
    for left in [&new, &old] {
        wipe(left)?;
    }
    // Read again: what is to be changed of it comes after.
    let Some(file) = DriveFile::read(&device.path)? else {
        return Err(DriveError::Pulled);
    };
    create(&new, &file)?
        .sync_all()
        .map_err(FileError::at(&new))?;
    point("migrate-made");
    fs::hard_link(&device.path, &old).map_err(FileError::at(&old))?;
    point("migrate-linked");
    fs::rename(&new, &device.path).map_err(FileError::at(&device.path))?;
    point("migrate-renamed");
    sync_folder(folder)?;
    wipe(&old)?;
    point("migrate-wiped");
    device.file.is_migrated();
    Ok(())
}

/// Makes the file of a drive, mode 0600, where nothing lies.
fn create(path: &Path, drive: &DriveFile) -> Result<File, DriveError> {
    let failed = FileError::at(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    fault::io().map_err(&failed)?;
    let file = options.open(path).map_err(&failed)?;
    if let Err(error) = (&file).write_all(&drive.to_bytes()) {
        let _ = wipe(path);
        return Err(failed(error).into());
    }
    point("drive-made");
    Ok(file)
}

/// How many files are waited for at once: a file system syncs those together.
const AT_ONCE: usize = 16;

/// Waits until the files are on the disk.
fn sync(
    written: &[(File, &Path)],
    bring: impl Fn(&File) -> io::Result<()> + Sync,
) -> Result<(), FileError> {
    let each = written.len().div_ceil(AT_ONCE).max(1);
    let wait = |files: &[(File, &Path)]| {
        files.iter().try_for_each(|(file, path)| {
            let synced = fault::io().and_then(|()| bring(file));
            let synced = synced.map_err(FileError::at(path));
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
