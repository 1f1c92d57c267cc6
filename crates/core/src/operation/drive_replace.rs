//! A new drive in the place of one that failed or is away.

use super::drive_add::install;
use super::drive_list::{DriveStatus, list_drives};
use super::{OperationError, Running};
use crate::ground::Array;
use crate::noun::drive::{self, Bay, DriveError, DriveFile, DriveRow};

/// Puts a new drive into the bay of one that has failed or was pulled; that one is not a drive of this
/// array any more.
///
/// # Errors
/// When there was no drive in the bay, it is healthy or cannot be read at the moment, or the array
/// cannot be re-sealed. What was in the bay is there then.
pub(crate) fn replace_drive(running: &Running<'_>, bay: Bay) -> Result<DriveRow, OperationError> {
    let array = running.array();
    let rows = array.store().read(drive::all)?;
    let row = rows.iter().find(|row| row.bay == bay);
    let row = row.ok_or(DriveError::Missing)?;
    let file = drive::path(&drive::folder(array), bay);
    match DriveFile::read(&file) {
        Ok(Some(file)) => check_replaceable(array, row, &file)?,
        // What cannot be read at the moment may be healthy.
        Err(error @ (DriveError::File(_) | DriveError::Store(_))) if !row.failed => {
            return Err(error.into());
        }
        _ => {}
    }
    install(running, bay, "replaced by")
}

/// Whether what lies in the bay of that row may go: it has failed, or is not what the array gave it.
fn check_replaceable(
    array: &Array,
    row: &DriveRow,
    file: &DriveFile,
) -> Result<(), OperationError> {
    let is_of = |row: &DriveRow| !row.failed && drive::is_it(row, file, array.id());
    if is_of(row) {
        let listed = list_drives(array)?.into_iter();
        let mut here = listed.filter(|drive| drive.row.bay == row.bay);
        return match here.all(|drive| drive.status == DriveStatus::Damaged) {
            true => Ok(()),
            false => Err(DriveError::Healthy.into()),
        };
    }
    // A drive of another bay may be what an unlock lacks.
    match array.store().read(drive::all)?.iter().any(is_of) {
        true => Err(DriveError::Occupied.into()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::lifecycle::tests::TestHome;
    use crate::operation::{add_drive, insert_drive, power_off, power_on, pull_drive};

    fn bay(number: usize) -> Bay {
        Bay::new(drive::Kind::Ssd, number).unwrap()
    }

    fn file(array: &Array, number: usize) -> std::path::PathBuf {
        drive::path(&drive::folder(array), bay(number))
    }

    #[test]
    fn a_failed_replacement_leaves_what_was_in_the_bay() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let running = Running::new(&exclusive).unwrap();
        let damaged = file(&array, 0);
        fs::write(&damaged, "damaged, and yet to be repaired").unwrap();
        for number in 1..10 {
            pull_drive(&exclusive, bay(number), None).unwrap();
        }
        assert!(
            replace_drive(&running, bay(0)).is_err(),
            "one SSD is too few"
        );
        assert_eq!(
            fs::read_to_string(&damaged).unwrap(),
            "damaged, and yet to be repaired"
        );
        drop(running);
        power_off(&exclusive).unwrap();
        for number in 1..10 {
            insert_drive(&exclusive, bay(number), None).unwrap();
        }
        power_on(&exclusive, &mut |_| ()).unwrap();
        let running = Running::new(&exclusive).unwrap();
        replace_drive(&running, bay(0)).unwrap();
        assert!(DriveFile::read(&damaged).unwrap().is_some());
        let entries = fs::read_dir(drive::folder(&array)).unwrap();
        assert_eq!(entries.count(), 12, "nothing is left beside the bays");
    }

    #[test]
    fn what_cannot_be_read_is_not_replaced() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let running = Running::new(&exclusive).unwrap();
        let unreadable = file(&array, 0);
        fs::remove_file(&unreadable).unwrap();
        fs::create_dir(&unreadable).unwrap();
        let refused = replace_drive(&running, bay(0)).unwrap_err();
        assert!(
            matches!(refused, OperationError::Drive(DriveError::File(_))),
            "{refused}"
        );
        assert!(unreadable.is_dir());
    }

    #[test]
    fn a_new_drive_takes_no_bay_in_which_something_lies() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let running = Running::new(&exclusive).unwrap();
        fs::write(file(&array, 10), "somebody's").unwrap();
        let refused = add_drive(&running, Some(bay(10))).unwrap_err();
        assert!(matches!(
            refused,
            OperationError::Drive(DriveError::Occupied)
        ));
        assert_eq!(add_drive(&running, None).unwrap().bay, bay(11));
        assert_eq!(fs::read_to_string(file(&array, 10)).unwrap(), "somebody's");
    }

    #[test]
    fn an_endless_file_is_no_drive() {
        let endless = DriveFile::read(Path::new("/dev/zero"));
        assert!(matches!(endless, Err(DriveError::Damaged(_))));
    }
}
