//! Finishing or removing what a command that died has left beside the drives.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::OperationError;
use super::confirm::confirm;
use crate::ground::{Exclusive, Explain, FileError, Notice, wipe};
use crate::noun::drive::{self, Bay, DriveError, DriveFile, Leftover};

/// Finishes or removes what is left. What cannot be is told, and is in nobody's way.
pub(super) fn tidy_drives(exclusive: &Exclusive<'_>) {
    if let Err(error) = tidy(exclusive) {
        let notice = Notice::LeftoversOfDrives(error.message());
        exclusive.array().context().tell(&notice);
    }
}

fn tidy(exclusive: &Exclusive<'_>) -> Result<(), OperationError> {
    let folder = drive::folder(exclusive.array());
    let failed = FileError::at(&folder);
    for entry in fs::read_dir(&folder).map_err(&failed)? {
        let path = entry.map_err(&failed)?.path();
        match path.file_name().and_then(Leftover::of) {
            Some((_, Leftover::Copy)) => wipe(&path)?,
            Some((bay, Leftover::Installing)) => settle_new_drive(exclusive, bay, &path)?,
            None => {}
        }
    }
    Ok(())
}

/// A new drive beside its bay: it takes the bay when it counts, and goes when it never will.
fn settle_new_drive(
    exclusive: &Exclusive<'_>,
    bay: Bay,
    path: &Path,
) -> Result<(), OperationError> {
    let array = exclusive.array();
    let file = match DriveFile::read(path) {
        Ok(Some(file)) => Some(file),
        Ok(None) => return Ok(()),
        // The process died while it made it.
        Err(DriveError::Damaged(_)) => None,
        Err(error) => return Err(error.into()),
    };
    // What the database says has to be on the disk before anything is removed by it.
    confirm(array)?;
    let rows = array.store().read(drive::all)?;
    let counts = |file: &DriveFile| {
        rows.iter()
            .any(|row| row.bay == bay && drive::is_it(row, file, array.id()))
    };
    match file {
        Some(file) if counts(&file) => occupy(exclusive, bay, None),
        Some(file) if file.array != array.id() => Ok(()),
        _ => Ok(wipe(path)?),
    }
}

/// Puts the new drive, which counts, into its bay. What lies there is the drive `before`, which counts
/// no more, and is overwritten; another drive goes onto the shelf.
pub(super) fn occupy(
    exclusive: &Exclusive<'_>,
    bay: Bay,
    before: Option<&drive::DriveRow>,
) -> Result<(), OperationError> {
    let array = exclusive.array();
    let folder = drive::folder(array);
    let (target, new) = (drive::path(&folder, bay), drive::installing(&folder, bay));
    match DriveFile::read(&target) {
        Ok(None) => {}
        Ok(Some(file)) if before.is_none_or(|row| !drive::is_it(row, &file, array.id())) => {
            drive::carry(&target, &on_shelf(exclusive, &file.serial)?)?;
        }
        Ok(Some(_)) | Err(DriveError::Damaged(_)) => wipe(&target)?,
        Err(error) => return Err(error.into()),
    }
    Ok(drive::carry(&new, &target)?)
}

/// Where the drive of that serial number lies on the home's shelf.
pub(super) fn on_shelf(exclusive: &Exclusive<'_>, serial: &str) -> Result<PathBuf, OperationError> {
    let shelf = exclusive.array().home().shelf();
    crate::ground::home::private_folder(&shelf)?;
    let name = format!("{serial}.drive");
    // A serial number that was read from a file is not to lead out of the folder.
    let name = Path::new(&name).file_name().unwrap_or(OsStr::new("drive"));
    Ok(shelf.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::{Array, Identifiers};
    use crate::lifecycle::tests::TestHome;
    use crate::noun::drive::{Device, Kind};
    use crate::operation::{DriveStatus, Running, list_drives, rotate};

    fn bay(number: usize) -> Bay {
        Bay::new(Kind::Ssd, number).unwrap()
    }

    fn names(array: &Array) -> Vec<String> {
        let entries = fs::read_dir(drive::folder(array)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.filter(|name| !name.starts_with("CH0.BAY1")).collect();
        names.sort();
        names
    }

    fn beside(array: &Array, number: usize, purpose: &str) -> PathBuf {
        drive::folder(array).join(format!("CH0.BAY{number}.{purpose}"))
    }

    /// A drive that was made for that bay, and nothing more.
    fn made(array: &Array, number: usize) -> Device {
        let folder = drive::folder(array);
        let path = drive::installing(&folder, bay(number));
        let (id, name) = (array.id(), array.name().unwrap());
        let identifiers = Identifiers::next(array.home()).unwrap();
        let mut made = drive::new_drive(id, name, bay(number), path, &identifiers);
        drive::manufacture(&folder, [&mut made]).unwrap();
        made
    }

    #[test]
    fn what_never_counted_goes_and_what_counts_takes_its_bay() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let before = names(&array);
        made(&array, 20);
        fs::write(beside(&array, 21, "installing"), "half of it").unwrap();
        let old = fs::read(drive::path(&drive::folder(&array), bay(4))).unwrap();
        fs::write(beside(&array, 4, "new"), &old).unwrap();
        let linked = beside(&array, 5, "old");
        fs::hard_link(drive::path(&drive::folder(&array), bay(5)), linked).unwrap();
        let exclusive = array.exclusive().unwrap();
        tidy_drives(&exclusive);
        assert_eq!(names(&array), before);
        // The process died after the commit of a replacement.
        let new = made(&array, 4);
        array.store().write(|tx| new.row.put(tx)).unwrap();
        let there = || {
            let devices = drive::present(&array).unwrap().devices;
            devices
                .into_iter()
                .any(|it| it.row.serial == new.row.serial)
        };
        assert!(there());
        tidy_drives(&exclusive);
        assert!(there());
        assert_eq!(names(&array), before);
        assert_eq!(fs::read_dir(array.home().shelf()).unwrap().count(), 1);
        rotate(&Running::new(&exclusive).unwrap()).unwrap();
        let listed = list_drives(&array).unwrap();
        assert!(listed.iter().all(|it| it.status == DriveStatus::Healthy));
    }

    #[test]
    fn what_is_of_another_array_stays() {
        let home = TestHome::with(&["pure01", "pure02"]);
        let array = home.open("pure01").unwrap();
        let other = home.open("pure02").unwrap();
        let theirs = drive::path(&drive::folder(&other), bay(4));
        fs::copy(theirs, beside(&array, 4, "installing")).unwrap();
        tidy_drives(&array.exclusive().unwrap());
        assert!(beside(&array, 4, "installing").exists());
    }
}
