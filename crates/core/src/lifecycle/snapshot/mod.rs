//! Snapshots: an array as it was at one moment, unencrypted, in a folder of the home.
//!
//! ```text
//! snapshots/NAME/  name, created          what the list shows
//!                  clock                  how far the time of the home was moved
//!                  array.db, drives/, data/   the array, laid out as in its own folder
//!                  shelf/                 its drives that were on the shelf
//!                  keymanager/            what the caller keeps beside it
//! ```
//!
//! What the array has in memory is not in it. It counts once it lies at this place, and all of it is on the
//! device then.

mod delete;
mod error;
mod list;
mod note;
mod put_back;
mod restore;
mod save;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use uuid::Uuid;

pub use error::SnapshotError;
pub use restore::Restored;

pub(crate) use delete::delete;
pub(crate) use list::list;
pub(crate) use restore::{finish, restore};
pub(crate) use save::save;

use super::archive::{DATABASE, NAME};
use crate::ground::{Array, Context, FileError, Home, ObjectName, array_row};
use crate::noun::power::{self, State};

/// When it was saved, in seconds since 1970 UTC.
const CREATED: &str = "created";
/// How far the time of the home was moved, in seconds.
const CLOCK: &str = "clock";
/// The drives that were on the shelf.
const SHELF: &str = "shelf";
/// What the caller keeps beside the array: the embedded key manager.
const BESIDE: &str = "keymanager";

/// A snapshot of an array.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its name.
    pub name: ObjectName,
    /// The name that the array had.
    pub array: ObjectName,
    /// The UUID of the array.
    pub id: Uuid,
    /// The state that the array was in.
    pub state: State,
    /// Whether the embedded key manager is in it.
    pub has_key_manager: bool,
    /// When it was saved, by the array's clock.
    pub created: Timestamp,
}

/// The folder of the snapshot `name`; `None` when there is none. Case does not matter, as in all names.
fn find(home: &Home, name: &ObjectName) -> Option<PathBuf> {
    folders(home)
        .into_iter()
        .find_map(|(found, folder)| (found == *name).then_some(folder))
}

/// Checks that there is a snapshot `name`.
///
/// # Errors
/// When there is none.
pub(crate) fn require(context: &Context, name: &ObjectName) -> Result<(), SnapshotError> {
    match find(&context.home, name) {
        Some(_) => Ok(()),
        None => Err(SnapshotError::Missing(name.clone())),
    }
}

/// The snapshots and their folders, by name.
fn folders(home: &Home) -> Vec<(ObjectName, PathBuf)> {
    let entries = fs::read_dir(home.snapshots()).into_iter().flatten();
    let named = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let name = entry.file_name().to_str()?.parse().ok()?;
        Some((name, entry.path()))
    });
    let mut found: Vec<(ObjectName, PathBuf)> = named.collect();
    found.sort_by_cached_key(|(name, _)| name.as_str().to_ascii_lowercase());
    found
}

/// The array in that folder of a snapshot, brought up to date when an earlier release saved it.
fn open(context: &Context, name: &ObjectName, folder: &Path) -> Result<Array, SnapshotError> {
    let database = folder.join(DATABASE);
    let damaged = || SnapshotError::Damaged(name.clone());
    if !database.exists() {
        return Err(damaged());
    }
    let (id, _) = array_row::of_any_release(&database)?.ok_or_else(damaged)?;
    Ok(Array::open_at(context, id, folder)?)
}

/// What the snapshot in `folder` is of.
fn describe(name: &ObjectName, folder: &Path, saved: &Array) -> Result<Snapshot, SnapshotError> {
    let damaged = || SnapshotError::Damaged(name.clone());
    let text = |file: &str| {
        let path = folder.join(file);
        fs::read_to_string(&path).map_err(FileError::at(&path))
    };
    let created = text(CREATED)?.trim_end().parse().ok();
    let created = created.and_then(|seconds| Timestamp::from_second(seconds).ok());
    Ok(Snapshot {
        name: name.clone(),
        array: text(NAME)?.trim_end().parse().map_err(|_| damaged())?,
        id: saved.id(),
        state: power::status(saved)?.state,
        has_key_manager: folder.join(BESIDE).is_dir(),
        created: created.ok_or_else(damaged)?,
    })
}
