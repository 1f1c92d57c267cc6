//! Placing the finished folder of an array among the others.

use std::fs;
use std::path::Path;

use uuid::Uuid;

use crate::ground::{Context, FileError, fault, sync_folder};

/// Moves `folder` to where the array of that UUID lies. The home is locked.
///
/// # Errors
/// When it cannot be moved, or not be made to last: then it is where it was.
pub(super) fn place(context: &Context, folder: &Path, id: Uuid) -> Result<(), FileError> {
    let target = context.home.array(id);
    fault::io()
        .and_then(|()| fs::rename(folder, &target))
        .map_err(FileError::at(&target))?;
    // Its name is in the home's registry, which may be new.
    let lasts = fault::io()
        .map_err(FileError::at(&target))
        .and_then(|()| sync_folder(&context.home.arrays()))
        .and_then(|()| sync_folder(context.home.root()));
    match lasts {
        Err(error) if fs::rename(&target, folder).is_ok() => Err(error),
        _ => Ok(()),
    }
}
