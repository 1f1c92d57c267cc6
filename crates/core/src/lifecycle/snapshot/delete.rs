//! Deleting a snapshot.

use super::{SnapshotError, find, note, open};
use crate::ground::{Context, FileError, ObjectName, wipe_folder};

/// Deletes the snapshot `name`. What holds keys is overwritten before it goes, as far as it can be; volumes
/// are encrypted.
///
/// # Errors
/// When there is none, it is needed to finish a restoration, or its folder cannot be removed.
pub(crate) fn delete(context: &Context, name: &ObjectName) -> Result<(), SnapshotError> {
    let missing = || SnapshotError::Missing(name.clone());
    let _lock = context.home.lock(&context.waiter())?;
    let folder = find(&context.home, name).ok_or_else(missing)?;
    // Of one that cannot be opened no array is restored.
    if let Ok(saved) = open(context, name, &folder) {
        let note = note::read(&context.home.array(saved.id()))?;
        if note.is_some_and(|note| note.snapshot == *name) {
            return Err(SnapshotError::Needed(name.clone()));
        }
    }
    Ok(wipe_folder(&folder).map_err(FileError::at(&folder))?)
}
