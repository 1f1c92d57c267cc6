//! Putting a drive back.

use std::path::{Path, PathBuf};

use super::configuration_change::change;
use super::drive_tidy::tidy_drives;
use super::rotation_due::postpone;
use super::{OperationError, Running};
use crate::ground::{Array, Exclusive, Tx};
use crate::noun::drive::{self, Bay, DriveError, DriveFile, DriveRow};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, State};

/// Puts a drive of this array into `bay`: the file `from`, or the drive of the bay from the shelf. While
/// the array runs this is a change of its configuration, and the drive gets a share of the new array
/// key, now or as soon as that can be done; while it is off or locked the drive only returns, which
/// may be what an unlock lacks.
///
/// # Errors
/// When the bay is in use, the drive is not there, or is not of this array. The drive is then where it
/// was.
pub(crate) fn insert_drive(
    exclusive: &Exclusive<'_>,
    bay: Bay,
    from: Option<&Path>,
) -> Result<DriveRow, OperationError> {
    let array = exclusive.array();
    tidy_drives(exclusive);
    let target = drive::path(&drive::folder(array), bay);
    if target.symlink_metadata().is_ok() {
        return Err(DriveError::Occupied.into());
    }
    if from.is_none() && has_failed(array, bay)? {
        return Err(DriveError::Failed.into());
    }
    let (source, file) = find(array, bay, from)?;
    let known = accept(array, &file, bay)?;
    let moved = DriveRow {
        bay,
        ..known.clone()
    };
    let is_on = power::status(array)?.state == State::On;
    // The rows first: a process that dies before the drive is there leaves one that is pulled, as it
    // was, and that is known for this bay.
    exchange(array, known.bay, bay)?;
    if let Err(error) = drive::carry(&source, &target) {
        if target.symlink_metadata().is_err() {
            let _ = exchange(array, bay, known.bay);
        }
        return Err(error.into());
    }
    let write = |tx: &Tx<'_>| -> Result<(), OperationError> {
        let detail = format!("inserted {}", moved.serial);
        Ok(log::append(
            array,
            tx,
            Event::Drive,
            &bay.to_string(),
            &detail,
        )?)
    };
    // The drive is in its bay: from here on nothing is an error of that.
    if !is_on {
        let detail = format!("inserted {}", moved.serial);
        log::append_done(array, Event::Drive, &bay.to_string(), &detail);
    } else if let Err(error) = join(exclusive, write) {
        // What cannot be written now is written with a later rotation.
        let _ = postpone(array, &error, write);
    }
    Ok(moved)
}

/// Whether the drive of that bay has failed: there is none to put back.
fn has_failed(array: &Array, bay: Bay) -> Result<bool, OperationError> {
    match array.store().read(|db| drive::of_bay(db, bay)) {
        Ok(row) => Ok(row.failed),
        Err(DriveError::Missing) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The row of the drive, which belongs to the array, fits into `bay` and is nowhere else.
fn accept(array: &Array, file: &DriveFile, bay: Bay) -> Result<DriveRow, OperationError> {
    let id = array.id();
    if file.array != id {
        return Err(DriveError::Foreign {
            serial: file.serial.clone(),
            array: file.array_name.clone(),
        }
        .into());
    }
    let known = array
        .store()
        .read(drive::all)?
        .into_iter()
        .find(|row| !row.failed && drive::is_it(row, file, id))
        .ok_or_else(|| DriveError::Unknown(file.serial.clone()))?;
    if known.bay.kind() != bay.kind() {
        return Err(DriveError::WrongKind {
            serial: file.serial.clone(),
            bay,
        }
        .into());
    }
    let own_bay = drive::path(&drive::folder(array), known.bay);
    if own_bay.symlink_metadata().is_ok() {
        return Err(DriveError::Elsewhere(known.bay).into());
    }
    Ok(known)
}

/// Exchanges what is known of two bays: the drive of `from` is one of `to`, and the other way round.
fn exchange(array: &Array, from: Bay, to: Bay) -> Result<(), OperationError> {
    if from == to {
        return Ok(());
    }
    array.store().write(|tx| {
        let moved = drive::of_bay(tx, from)?;
        let other = match drive::of_bay(tx, to) {
            Ok(other) => Some(other),
            Err(DriveError::Missing) => None,
            Err(error) => return Err(error.into()),
        };
        drive::remove(tx, from)?;
        drive::remove(tx, to)?;
        if let Some(other) = other {
            DriveRow { bay: from, ..other }.put(tx)?;
        }
        Ok(DriveRow { bay: to, ..moved }.put(tx)?)
    })
}

/// Shares the array key anew, with the drive in its bay.
fn join(
    exclusive: &Exclusive<'_>,
    write: impl FnOnce(&Tx<'_>) -> Result<(), OperationError>,
) -> Result<(), OperationError> {
    let running = Running::new(exclusive)?;
    let devices = drive::present(exclusive.array())?.devices;
    change(&running, devices, write).map(drop)
}

fn find(array: &Array, bay: Bay, from: Option<&Path>) -> Result<(PathBuf, DriveFile), DriveError> {
    let source = match from {
        Some(from) => from.to_owned(),
        None => {
            let row = match array.store().read(|db| drive::of_bay(db, bay)) {
                Err(DriveError::Missing) => return Err(DriveError::NeverThere),
                found => found?,
            };
            array.home().shelf().join(format!("{}.drive", row.serial))
        }
    };
    match DriveFile::read(&source)? {
        Some(file) => Ok((source, file)),
        None => Err(DriveError::NotThere(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::tests::TestHome;
    use crate::noun::drive::Kind;
    use crate::operation::{
        DriveStatus, Protection, add_drive, fail_drive, list_drives, maintain, power_off, power_on,
        pull_drive,
    };

    fn bay(number: usize) -> Bay {
        Bay::new(Kind::Ssd, number).unwrap()
    }

    fn listed(array: &Array) -> Vec<(String, DriveStatus, Option<Protection>)> {
        let listed = list_drives(array).unwrap().into_iter();
        let ssds = listed.filter(|drive| drive.row.bay.kind() == Kind::Ssd);
        ssds.map(|it| (it.row.serial, it.status, it.protection))
            .collect()
    }

    #[test]
    fn a_drive_goes_into_any_empty_bay() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let before = listed(&array);
        let (_, first) = pull_drive(&exclusive, bay(0), None).unwrap();
        let (_, second) = pull_drive(&exclusive, bay(1), None).unwrap();
        insert_drive(&exclusive, bay(1), Some(&first)).unwrap();
        let swapped = listed(&array);
        assert_eq!(swapped[1], before[0]);
        assert_eq!(
            (&swapped[0].0, swapped[0].1),
            (&before[1].0, DriveStatus::Missing)
        );
        insert_drive(&exclusive, bay(0), Some(&second)).unwrap();
        assert_eq!(listed(&array)[0], before[1]);
        // A new one goes into the bay of a pulled one, which is known elsewhere then.
        pull_drive(&exclusive, bay(3), None).unwrap();
        add_drive(&Running::new(&exclusive).unwrap(), Some(bay(3))).unwrap();
        assert_eq!(listed(&array)[10].0, before[3].0);
        insert_drive(&exclusive, bay(10), None).unwrap();
        assert!(listed(&array).iter().all(|it| it.1 == DriveStatus::Healthy));
        power_off(&exclusive).unwrap();
        power_on(&exclusive, &mut |_| ()).unwrap();
    }

    #[test]
    fn a_drive_that_was_not_carried_is_one_that_was_pulled() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let exclusive = array.exclusive().unwrap();
        let (_, file) = pull_drive(&exclusive, bay(0), None).unwrap();
        // The process dies between the rows and the drive.
        exchange(&array, bay(0), bay(12)).unwrap();
        insert_drive(&exclusive, bay(0), Some(&file)).unwrap();
        assert!(listed(&array).iter().all(|it| it.1 == DriveStatus::Healthy));
        assert_eq!(listed(&array).len(), 10);
    }

    #[test]
    fn what_lies_in_a_bay_without_a_row_is_listed_and_pulled() {
        let home = TestHome::with(&["pure01", "pure02"]);
        let (array, other) = (home.open("pure01").unwrap(), home.open("pure02").unwrap());
        let theirs = drive::path(&drive::folder(&other), bay(0));
        let stray = drive::path(&drive::folder(&array), bay(30));
        std::fs::rename(theirs, stray).unwrap();
        let exclusive = array.exclusive().unwrap();
        let status = |number| {
            let listed = list_drives(&array).unwrap().into_iter();
            let mut here = listed.filter(|drive| drive.row.bay == bay(number));
            here.next().map(|drive| drive.status)
        };
        assert_eq!(status(30), Some(DriveStatus::Unknown));
        let (_, file) = pull_drive(&exclusive, bay(30), None).unwrap();
        assert_eq!(status(30), None);
        let refused = insert_drive(&exclusive, bay(30), Some(&file)).unwrap_err();
        assert!(refused.to_string().contains("belongs to the array pure02"));
        insert_drive(&other.exclusive().unwrap(), bay(0), Some(&file)).unwrap();
    }

    #[test]
    fn a_drive_fails_while_the_array_is_off_and_the_key_is_changed_later() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let generation = || power::status(&array).unwrap().generation.number();
        {
            let exclusive = array.exclusive().unwrap();
            power_off(&exclusive).unwrap();
            for number in 0..3 {
                fail_drive(&exclusive, bay(number)).unwrap();
            }
            let refused = fail_drive(&exclusive, bay(3)).unwrap_err().to_string();
            assert!(refused.contains("without CH0.BAY3"), "{refused}");
            power_on(&exclusive, &mut |_| ()).unwrap();
        }
        assert_eq!(generation(), 1);
        maintain(&array).unwrap();
        assert_eq!(generation(), 2);
        maintain(&array).unwrap();
        assert_eq!(generation(), 2);
        let status = power::status(&array).unwrap();
        assert_eq!(status.threshold.shares(), 7);
        fail_drive(&array.exclusive().unwrap(), bay(3)).unwrap();
    }
}
