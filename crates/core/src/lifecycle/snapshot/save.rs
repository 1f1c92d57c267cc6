//! Saving a snapshot.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use super::{BESIDE, CLOCK, CREATED, SHELF, Snapshot, SnapshotError, describe, find, open};
use crate::ground::{Array, FileError, ObjectName, home, sync_folder, sync_tree};
use crate::lifecycle::archive::{Manifest, StagingFolder};
use crate::noun::log::{self, Event};
use crate::operation;

/// Saves the array as it is now, on or off, locked or not; its state stays the same. `beside` is called
/// while nobody changes its keys, with a folder for what belongs to it.
///
/// # Errors
/// When there is a snapshot of that name, or the array cannot be copied. Nothing of it is left then, nor
/// when `beside` fails, whose error comes back inside.
pub(crate) fn save<E>(
    array: &Array,
    name: &ObjectName,
    beside: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<Result<Snapshot, E>, SnapshotError> {
    let (context, snapshots) = (array.context(), array.home().snapshots());
    home::private_folder(&snapshots)?;
    sync_folder(array.home().root())?;
    let exists = || SnapshotError::Exists(name.clone());
    if find(array.home(), name).is_some() {
        return Err(exists());
    }
    let staging = StagingFolder::new(context)?;
    let folder = staging.path().join(SNAPSHOT);
    private(&folder)?;
    let exclusive = array.exclusive()?;
    Manifest::of(&exclusive, &folder)?;
    keep_shelf(array, &folder)?;
    if let Err(error) = beside(&folder.join(BESIDE)) {
        return Ok(Err(error));
    }
    drop(exclusive);
    let times = [
        (CREATED, array.now().as_second()),
        (CLOCK, array.clock().offset().as_secs()),
    ];
    for (file, seconds) in times {
        let path = folder.join(file);
        fs::write(&path, format!("{seconds}\n")).map_err(FileError::at(&path))?;
    }
    let saved = describe(name, &folder, &open(context, name, &folder)?)?;
    // As a whole, before it counts.
    sync_tree(&folder)?;
    let _lock = context.home.lock(array.waiter())?;
    if find(array.home(), name).is_some() {
        return Err(exists());
    }
    let target = snapshots.join(name.as_str());
    fs::rename(&folder, &target).map_err(FileError::at(&target))?;
    sync_folder(&snapshots)?;
    log::append_done(
        array,
        Event::Array,
        saved.array.as_str(),
        &format!("saved as snapshot {name}"),
    );
    Ok(Ok(saved))
}

const SNAPSHOT: &str = "snapshot";

fn private(folder: &Path) -> Result<(), FileError> {
    let made = DirBuilder::new().mode(0o700).create(folder);
    made.map_err(FileError::at(folder))
}

/// Copies the drives of the array that are on the shelf.
fn keep_shelf(array: &Array, folder: &Path) -> Result<(), SnapshotError> {
    let shelf = folder.join(SHELF);
    private(&shelf)?;
    for drive in operation::shelved_drives(array).map_err(operation::OperationError::from)? {
        if let Some(file) = drive.file_name() {
            fs::copy(&drive, shelf.join(file)).map_err(FileError::at(&drive))?;
        }
    }
    Ok(())
}
