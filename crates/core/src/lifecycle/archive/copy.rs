//! Making another array of an export: with an identity and keys of its own.

use std::fs;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::ArchiveError;
use crate::ground::fault::point;
use crate::ground::{Array, Context, FileError, Identifiers, ObjectName};
use crate::lifecycle::leftover;
use crate::operation;

/// Makes of the array of that UUID, which was unpacked into `folder`, another one, with that name. Should
/// the request die, what it has made on a key manager is found by the note beside the folder, and
/// destroyed.
///
/// # Errors
/// When the array cannot be unlocked, or no key can be made for the new one. What was made for it on a key
/// manager is destroyed then.
pub(super) fn copy(
    context: &Context,
    of: Uuid,
    folder: &Path,
    name: &ObjectName,
) -> Result<Array, ArchiveError> {
    let failed = |error| ArchiveError::Copy(Box::new(error));
    let id = Identifiers::next(&context.home)?.uuid("array");
    let original = {
        let array = Array::open_at(context, of, folder)?;
        operation::take_identity(&array, id).map_err(failed)?
    };
    point("copy-identity");
    let note = note(folder);
    fs::write(&note, format!("{id}\n")).map_err(FileError::at(&note))?;
    let array = Array::open_at(context, id, folder)?.named(name.clone());
    operation::give_identity(&array, name, &original)
        .inspect_err(|_| abandon(&array))
        .map_err(failed)?;
    point("copy-keys");
    Ok(array)
}

/// Destroys the keys of a copy that does not come to be. While it is not known which there are, its folder
/// stays, and the next command finds out.
pub(super) fn abandon(copy: &Array) {
    if leftover::discard_keys(copy) {
        settled(copy.folder());
    }
}

/// The copy that was in `folder` tells of its keys itself from now on, or has none.
pub(super) fn settled(folder: &Path) {
    // What is left of it means nothing without the array.
    let _ = fs::remove_file(note(folder));
}

fn note(folder: &Path) -> PathBuf {
    folder.with_file_name(leftover::COPYING)
}
