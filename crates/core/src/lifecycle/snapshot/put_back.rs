//! Putting an array back: every part in place of what is there. It can be done any number of times.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::note::{self, Note, Step};
use super::{CLOCK, SHELF, Snapshot, SnapshotError};
use crate::ground::fault::point;
use crate::ground::{
    Array, Context, Exclusive, FileError, Registry, home, home_clock, sync_folder, wipe,
};
use crate::lifecycle::archive::{DATABASE, DRIVES, StagingFolder, VOLUMES};
use crate::lifecycle::leftover;
use crate::noun::export::{self, Noted};
use crate::noun::power::{self, State};
use crate::operation;

/// Puts the array back into the state of the snapshot in `folder`, and notes that what is left is to switch
/// it on, or nothing. It stays on while what it has in memory is the key of the snapshot.
pub(super) fn put_back(
    exclusive: &Exclusive<'_>,
    snapshot: &Snapshot,
    folder: &Path,
) -> Result<(), SnapshotError> {
    let array = exclusive.array();
    give_name_and_time(array.context(), snapshot, folder)?;
    let memory = power::recorded_memory(array)?;
    restore_drives(array, folder)?;
    restore_volumes(array, folder)?;
    restore_database(array, folder)?;
    point("restore-database");
    let keeps_memory = snapshot.state == State::On && is_still_in_memory(array, memory.as_deref())?;
    if !keeps_memory {
        let held = power::hold_memory(array).map_err(operation::OperationError::from)?;
        held.wipe().map_err(operation::OperationError::from)?;
        held.remove();
        let state = match &snapshot.state {
            State::On => State::Off,
            other => other.clone(),
        };
        array.store().write(|tx| power::record(tx, &state, None))?;
    }
    point("restore-memory");
    if snapshot.state == State::On && !keeps_memory {
        Note::of(Step::Power, &snapshot.name).write(array.folder())?;
    } else {
        note::remove(array.folder())?;
    }
    Ok(())
}

/// Gives the array the name that it had, and the home the time.
fn give_name_and_time(
    context: &Context,
    snapshot: &Snapshot,
    folder: &Path,
) -> Result<(), SnapshotError> {
    let clock = folder.join(CLOCK);
    let offset = fs::read_to_string(&clock).map_err(FileError::at(&clock))?;
    let offset = offset.trim_end().parse().map(SignedDuration::from_secs);
    let offset = offset.map_err(|_| SnapshotError::Damaged(snapshot.name.clone()))?;
    let waiter = context.waiter();
    let _lock = context.home.lock(&waiter)?;
    if !Registry::open(&context.home, &waiter)?.put(snapshot.id, &snapshot.array)? {
        return Err(SnapshotError::NameTaken(snapshot.array.clone()));
    }
    if home_clock::offset(&context.home)? != offset {
        home_clock::set_offset(&context.home, offset)?;
    }
    Ok(())
}

/// Whether what is in memory at `memory` is the key of the database as it is now, and the database says so
/// then.
fn is_still_in_memory(array: &Array, memory: Option<&Path>) -> Result<bool, SnapshotError> {
    array
        .store()
        .write(|tx| power::record(tx, &State::On, memory))?;
    let status = power::status(array)?;
    // Release 0.1 did not note by what the key is known.
    if status.dek.is_none() {
        return Ok(false);
    }
    let found = power::memory(array, &status).map_err(operation::OperationError::from)?;
    Ok(found.is_some())
}

/// Puts the drives back into their bays, and those on the shelf.
fn restore_drives(array: &Array, folder: &Path) -> Result<(), SnapshotError> {
    let shelf = array.home().shelf();
    for drive in operation::shelved_drives(array).map_err(operation::OperationError::from)? {
        if !folder
            .join(SHELF)
            .join(drive.file_name().unwrap_or_default())
            .exists()
        {
            wipe(&drive)?;
        }
    }
    if !files(&folder.join(SHELF))?.is_empty() {
        home::private_folder(&shelf)?;
    }
    let bays = array.folder().join(DRIVES);
    for (from, to) in [(folder.join(SHELF), &shelf), (folder.join(DRIVES), &bays)] {
        let drives = files(&from)?;
        for file in &drives {
            let name = file.file_name().unwrap_or_default();
            overwrite(file, &to.join(name))?;
            point("restore-drive");
        }
        if !drives.is_empty() {
            sync_folder(to)?;
        }
    }
    for file in files(&bays)? {
        if !folder
            .join(DRIVES)
            .join(file.file_name().unwrap_or_default())
            .exists()
        {
            wipe(&file)?;
        }
    }
    Ok(())
}

/// Writes what is in `from` in place of what is in `to`, of which nothing is left.
fn overwrite(from: &Path, to: &Path) -> Result<(), FileError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let written = File::open(from).and_then(|mut source| {
        let mut file = options.open(to)?;
        let length = io::copy(&mut source, &mut file)?;
        file.set_len(length)?;
        file.sync_all()
    });
    written.map_err(FileError::at(to))
}

/// Puts back the volumes that are no longer there. Those that are not of the snapshot go with the next that
/// is written.
fn restore_volumes(array: &Array, folder: &Path) -> Result<(), FileError> {
    let target = array.folder().join(VOLUMES);
    let saved = files(&folder.join(VOLUMES))?;
    if saved.is_empty() {
        return Ok(());
    }
    if !target.exists() {
        let made = DirBuilder::new().mode(0o700).create(&target);
        made.map_err(FileError::at(&target))?;
        sync_folder(array.folder())?;
    }
    for file in saved {
        let volume = target.join(file.file_name().unwrap_or_default());
        match fs::hard_link(&file, &volume) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            linked => linked.map_err(FileError::at(&volume))?,
        }
    }
    sync_folder(&target)
}

/// Puts the database back. The array still knows of the exports that were made since: they are where they
/// were.
fn restore_database(array: &Array, folder: &Path) -> Result<(), SnapshotError> {
    let context = array.context();
    let noted = array.store().read(export::all)?;
    let saved = Array::open_at(context, array.id(), folder)?;
    let known = saved.store().read(export::all)?;
    let since: Vec<Noted> = noted.into_iter().filter(|it| !known.contains(it)).collect();
    if since.is_empty() {
        return Ok(array.store().restore_from(&folder.join(DATABASE))?);
    }
    // In one change of the array's database: what is read in between would know of none of them.
    let staging = StagingFolder::new(context)?;
    let place = staging.path().join(leftover::ARRAY);
    let made = DirBuilder::new().mode(0o700).create(&place);
    made.map_err(FileError::at(&place))?;
    saved.store().copy_to(&place.join(DATABASE))?;
    let merged = Array::open_at(context, array.id(), &place)?;
    merged
        .store()
        .write(|tx| since.iter().try_for_each(|it| export::add(tx, it)))?;
    drop(merged);
    Ok(array.store().restore_from(&place.join(DATABASE))?)
}

/// The files in a folder; none when there is no such folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(FileError::at(folder))?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let paths: io::Result<Vec<PathBuf>> = paths.collect();
    Ok(paths
        .map_err(FileError::at(folder))?
        .into_iter()
        .filter(|path| path.is_file())
        .collect())
}
