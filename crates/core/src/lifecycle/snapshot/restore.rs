//! Restoring a snapshot: in place, since the array stays the same one.
//!
//! A note in the array's folder says how far it has come ([`note`]). When the process dies, the next one that
//! opens the array finishes it; while what belongs beside the array was being put back, only restoring again
//! does.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use super::note::{self, Note, Step};
use super::put_back::put_back;
use super::{BESIDE, Snapshot, SnapshotError, describe, find, open};
use crate::ground::fault::point;
use crate::ground::{Array, Context, FileError, Message, ObjectName, Registry, StoreError};
use crate::lifecycle::archive::{DATABASE, DRIVES, StagingFolder, VOLUMES};
use crate::lifecycle::{LifecycleError, leftover};
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
    check_name(context, &snapshot)?;
    let is_new = !context.home.array(snapshot.id).exists();
    if is_new {
        make_folder(&saved, &snapshot)?;
    }
    drop(saved);
    let array = reopen(context, &snapshot)?;
    let exclusive = array.exclusive()?;
    let before = note::read(array.folder())?;
    Note::of(Step::Beside, name).write(array.folder())?;
    point("restore-noted");
    let with = folder.join(BESIDE);
    if with.is_dir()
        && let Err(error) = beside(&with)
    {
        if is_new {
            leftover::destroy(array.folder()).map_err(FileError::at(array.folder()))?;
        } else if let Some(before) = before {
            before.write(array.folder())?;
        } else {
            note::remove(array.folder())?;
        }
        return Ok(Err(error));
    }
    Note::of(Step::Array, name).write(array.folder())?;
    point("restore-beside");
    put_back(&exclusive, &snapshot, &folder)?;
    drop(exclusive);
    let array = switch_on(context, &snapshot)?;
    let state = power::status(&array)?.state;
    let locked = match &state {
        State::Locked(reason) if snapshot.state == State::On => Some(reason.clone()),
        _ => None,
    };
    Ok(Ok(Restored {
        snapshot,
        state,
        locked,
    }))
}

/// Finishes a restoration of the array that a command which died has begun; false when there is none. One
/// that is under way is waited for.
///
/// # Errors
/// When only restoring again finishes it, or something cannot be written.
pub(crate) fn finish(array: &Array) -> Result<bool, LifecycleError> {
    if note::read(array.folder())?.is_none() {
        return Ok(false);
    }
    let exclusive = array.exclusive()?;
    let Some(note) = note::read(array.folder())? else {
        return Ok(true);
    };
    let interrupted = || LifecycleError::Interrupted(note.snapshot.clone());
    if note.step == Step::Beside {
        return Err(interrupted());
    }
    let context = array.context();
    let finish = || {
        let missing = || SnapshotError::Missing(note.snapshot.clone());
        let folder = find(&context.home, &note.snapshot).ok_or_else(missing)?;
        let snapshot = describe(
            &note.snapshot,
            &folder,
            &open(context, &note.snapshot, &folder)?,
        )?;
        if note.step == Step::Array {
            put_back(&exclusive, &snapshot, &folder)?;
        }
        drop(exclusive);
        switch_on(context, &snapshot).map(drop)
    };
    match finish() {
        Ok(()) => Ok(true),
        Err(SnapshotError::Lifecycle(error)) => Err(error),
        Err(SnapshotError::Operation(error)) => Err(error.into()),
        Err(SnapshotError::File(error)) => Err(error.into()),
        // Restoring it again tells why.
        Err(_) => Err(interrupted()),
    }
}

/// Switches the array on when that is left to do, and logs what was done. Returns the array, opened anew: it
/// has the name and the time of the snapshot.
fn switch_on(context: &Context, snapshot: &Snapshot) -> Result<Array, SnapshotError> {
    let array = reopen(context, snapshot)?;
    let detail = format!("restored from snapshot {}", snapshot.name);
    log::append_done(&array, Event::Array, snapshot.array.as_str(), &detail);
    let exclusive = array.exclusive()?;
    let is_left = note::read(array.folder())?;
    if is_left.is_some_and(|note| note.step == Step::Power) {
        // Why it stays locked is in its state.
        let _ = operation::power_on(&exclusive, &mut |_| ());
        point("restore-on");
        note::remove(array.folder())?;
    }
    drop(exclusive);
    Ok(array)
}

fn reopen(context: &Context, snapshot: &Snapshot) -> Result<Array, SnapshotError> {
    let gone = || StoreError::Missing(context.home.array(snapshot.id));
    Ok(Array::open(context, snapshot.id)?.ok_or_else(gone)?)
}

/// Refuses a name that another array has by now.
fn check_name(context: &Context, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let registry = Registry::open_existing(&context.home, &context.waiter())?;
    let holder = match registry {
        Some(registry) => registry.id_of(&snapshot.array)?,
        None => None,
    };
    match holder {
        Some(id) if id != snapshot.id => Err(SnapshotError::NameTaken(snapshot.array.clone())),
        _ => Ok(()),
    }
}

/// Makes the folder of an array that was deleted, with what it takes to open it, and the note. The array has
/// its name before, as one that is created: nobody makes another one of that name.
fn make_folder(saved: &Array, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let context = saved.context();
    let staging = StagingFolder::new(context)?;
    let folder = staging.path().join(leftover::ARRAY);
    for part in [&folder, &folder.join(DRIVES), &folder.join(VOLUMES)] {
        let made = DirBuilder::new().mode(0o700).create(part);
        made.map_err(FileError::at(part))?;
    }
    saved.store().copy_to(&folder.join(DATABASE))?;
    let made = Array::open_at(context, saved.id(), &folder)?;
    made.store().use_write_ahead_log()?;
    drop(made);
    Note::of(Step::Beside, &snapshot.name).write(&folder)?;
    let waiter = context.waiter();
    let _lock = context.home.lock(&waiter)?;
    if !Registry::open(&context.home, &waiter)?.put(snapshot.id, &snapshot.array)? {
        return Err(SnapshotError::NameTaken(snapshot.array.clone()));
    }
    let target = context.home.array(saved.id());
    if !target.exists() {
        fs::rename(&folder, &target).map_err(FileError::at(&target))?;
    }
    Ok(())
}
