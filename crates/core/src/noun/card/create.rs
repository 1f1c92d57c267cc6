//! Making a card.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::file::file_name;
use super::software::SoftwareCard;
use super::wipe::wipe;
use super::{CardError, place, port};
use crate::ground::{Context, FileError, Identifiers, ObjectName, sync_folder_of};

/// Makes a software card with a random passphrase loaded onto it, which is never shown; on the shelf, or
/// as `to`. Also returns where it is.
///
/// # Errors
/// When there is a card of that name, or its file cannot be written.
pub(crate) fn create(
    context: &Context,
    name: &ObjectName,
    to: Option<&Path>,
) -> Result<(SoftwareCard, PathBuf), CardError> {
    let _lock = port::lock(context)?;
    if place::find(context, name).is_ok() {
        return Err(CardError::Exists);
    }
    let file = place::outside(context, Path::new(&file_name(name)), to)?;
    let card = SoftwareCard::generate(name, &Identifiers::next(&context.home)?)?;
    let mut written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&file)
        .map_err(FileError::at(&file))?;
    let done = written
        .write_all(card.to_text().as_bytes())
        .and_then(|()| written.sync_all());
    if let Err(error) = done {
        let _ = wipe(&file);
        return Err(FileError::at(&file)(error).into());
    }
    sync_folder_of(&file)?;
    Ok((card, file))
}
