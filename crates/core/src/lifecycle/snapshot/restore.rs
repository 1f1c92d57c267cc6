//! Restoring a snapshot: in place, since the array stays the same one.
//!
//! A process that dies on the way leaves the array between two states; the snapshot is whole, and
//! restoring it again finishes it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::{BESIDE, CLOCK, SHELF, Snapshot, SnapshotError, describe, find, open};
use crate::ground::{Array, Context, FileError, Message, ObjectName, Registry, StoreError, wipe};
use crate::ground::{Explain, home, home_clock};
use crate::lifecycle::archive::{DATABASE, DRIVES, StagingFolder, VOLUMES};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, State};
use crate::operation;

/// An array that was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What it was restored from.
    pub snapshot: Snapshot,
    /// The state of the array now.
    pub state: State,
    /// Why it is not on, when it was on in the snapshot.
    pub locked: Option<Message>,
}

/// Puts the array, and what was saved beside it, back into the state of the snapshot `name`. `beside` is
/// called with the folder of the latter, when there is one, while nobody changes the keys of the array.
///
/// The data encryption key is in no snapshot. An array that was on stays on while what it has in memory is
/// the key of the snapshot, and is switched on otherwise, by an unlock.
///
/// # Errors
/// When there is no such snapshot, another array has the name of this one, or a file cannot be written;
/// an error of `beside`, which comes first, comes back inside, and nothing is changed then.
pub(crate) fn restore<E>(
    context: &Context,
    name: &ObjectName,
    beside: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<Result<Restored, E>, SnapshotError> {
    let missing = || SnapshotError::Missing(name.clone());
    let folder = find(&context.home, name).ok_or_else(missing)?;
    let saved = open(context, name, &folder)?;
    let snapshot = describe(name, &folder, &saved)?;
    give_name_and_time(context, &snapshot, &folder)?;
    if !context.home.array(snapshot.id).exists() {
        make_folder(&saved)?;
    }
    drop(saved);
    let array = reopen(context, &snapshot)?;
    let exclusive = array.exclusive()?;
    let with = folder.join(BESIDE);
    if with.is_dir()
        && let Err(error) = beside(&with)
    {
        return Ok(Err(error));
    }
    let memory = power::recorded_memory(&array)?;
    restore_drives(&array, &folder)?;
    restore_volumes(&array, &folder)?;
    array.store().restore_from(&folder.join(DATABASE))?;
    let keeps_memory =
        snapshot.state == State::On && is_still_in_memory(&array, memory.as_deref())?;
    if !keeps_memory {
        let held = power::hold_memory(&array).map_err(operation::OperationError::from)?;
        held.wipe().map_err(operation::OperationError::from)?;
        held.remove();
        let state = match &snapshot.state {
            State::On => State::Off,
            other => other.clone(),
        };
        array.store().write(|tx| power::record(tx, &state, None))?;
    }
    drop(exclusive);
    // Opened anew it has the name and the time of the snapshot.
    let array = reopen(context, &snapshot)?;
    let detail = format!("restored from snapshot {name}");
    log::append_done(&array, Event::Array, snapshot.array.as_str(), &detail);
    let mut locked = None;
    if snapshot.state == State::On && !keeps_memory {
        let unlocked = operation::power_on(&array.exclusive()?, &mut |_| ());
        locked = unlocked.err().map(|error| error.message());
    }
    Ok(Ok(Restored {
        state: power::status(&array)?.state,
        snapshot,
        locked,
    }))
}

fn reopen(context: &Context, snapshot: &Snapshot) -> Result<Array, SnapshotError> {
    let gone = || StoreError::Missing(context.home.array(snapshot.id));
    Ok(Array::open(context, snapshot.id)?.ok_or_else(gone)?)
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
    context.home.prepare()?;
    let _lock = context.home.lock(&waiter)?;
    if Registry::open(&context.home, &waiter)?.put(snapshot.id, &snapshot.array)? {
        if home_clock::offset(&context.home)? != offset {
            home_clock::set_offset(&context.home, offset)?;
        }
        Ok(())
    } else {
        Err(SnapshotError::NameTaken(snapshot.array.clone()))
    }
}

/// Makes the folder of an array that was deleted, with what it takes to open it.
fn make_folder(saved: &Array) -> Result<(), SnapshotError> {
    let context = saved.context();
    let staging = StagingFolder::new(context)?;
    let folder = staging.path().join("array");
    for part in [&folder, &folder.join(DRIVES), &folder.join(VOLUMES)] {
        let made = DirBuilder::new().mode(0o700).create(part);
        made.map_err(FileError::at(part))?;
    }
    saved.store().copy_to(&folder.join(DATABASE))?;
    let made = Array::open_at(context, saved.id(), &folder)?;
    made.store().use_write_ahead_log()?;
    drop(made);
    let _lock = context.home.lock(&context.waiter())?;
    let target = context.home.array(saved.id());
    if !target.exists() {
        fs::rename(&folder, &target).map_err(FileError::at(&target))?;
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
    for (from, to) in [
        (folder.join(SHELF), shelf),
        (folder.join(DRIVES), bays.clone()),
    ] {
        for file in files(&from)? {
            let name = file.file_name().unwrap_or_default();
            overwrite(&file, &to.join(name))?;
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
    if !saved.is_empty() && !target.exists() {
        let made = DirBuilder::new().mode(0o700).create(&target);
        made.map_err(FileError::at(&target))?;
    }
    for file in saved {
        let volume = target.join(file.file_name().unwrap_or_default());
        match fs::hard_link(&file, &volume) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            linked => linked.map_err(FileError::at(&volume))?,
        }
    }
    Ok(())
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
