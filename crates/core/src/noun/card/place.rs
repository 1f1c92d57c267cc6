//! Where cards lie: in the home while they are in the port of an array, outside it otherwise.
//!
//! A copy of the home then opens nothing that takes a card, unless the card was in its port. Release
//! 0.1 kept all cards in the home; one that it left there stays until it is removed from a port.

use std::io;
use std::path::{Path, PathBuf};

use super::CardError;
use super::file::{exists, file_name};
use crate::ground::{Context, FileError, Home, ObjectName, home};

/// The file of the card `name` in the home, where it is while it is in a port.
pub(super) fn in_home(home: &Home, name: &ObjectName) -> PathBuf {
    home.cards().join(file_name(name))
}

/// The file of the card `name`, in the home or on the shelf.
///
/// # Errors
/// When it is in neither.
pub(super) fn find(context: &Context, name: &ObjectName) -> Result<PathBuf, CardError> {
    let shelf = context.home.card_shelf();
    [context.home.cards(), shelf]
        .map(|folder| folder.join(file_name(name)))
        .into_iter()
        .find(|file| exists(file))
        .ok_or(CardError::Missing)
}

/// The file that a card gets outside the home: `to`, in the folder `to`, or on the shelf.
///
/// # Errors
/// When its folder is not there, is not to be used, or is in the home; or there is a file already.
pub(super) fn outside(
    context: &Context,
    file_name: &Path,
    to: Option<&Path>,
) -> Result<PathBuf, CardError> {
    let file = match to {
        None => {
            let shelf = context.home.card_shelf();
            home::private_folder(&shelf)?;
            shelf.join(file_name)
        }
        Some(folder) if folder.is_dir() => folder.join(file_name),
        Some(file) => file.to_owned(),
    };
    let file = resolved(&file)?;
    let root = context.home.root();
    if file.starts_with(root.canonicalize().map_err(FileError::at(root))?) {
        return Err(CardError::InHome(file));
    }
    if exists(&file) {
        return Err(CardError::FileExists(file));
    }
    Ok(file)
}

/// The path of a file that may not be there, without links in its folder, so that it holds for
/// commands in other folders too.
fn resolved(file: &Path) -> Result<PathBuf, CardError> {
    let failed = FileError::at(file);
    let name = file
        .file_name()
        .ok_or_else(|| failed(io::ErrorKind::IsADirectory.into()))?;
    let file = std::path::absolute(file).map_err(&failed)?;
    let folder = file.parent().unwrap_or(&file);
    Ok(folder.canonicalize().map_err(&failed)?.join(name))
}
