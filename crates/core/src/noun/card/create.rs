//! Making a card.

use std::fs::{self, File};
use std::io::Write;

use super::software::{SoftwareCard, path_of};
use super::{CardError, port};
use crate::ground::{Context, FileError, ObjectName};

/// Makes a software card with a random passphrase loaded onto it, which is never shown.
///
/// # Errors
/// When there is a card of that name, or its file cannot be written.
pub(crate) fn create(context: &Context, name: &ObjectName) -> Result<SoftwareCard, CardError> {
    let _lock = port::lock(context)?;
    let folder = context.home.cards();
    let failed = FileError::at(&folder);
    let card = SoftwareCard::generate(name)?;
    // Written whole beside the others, and named only then; the file is of mode 0600 from the start.
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(&folder)
        .map_err(&failed)?;
    file.write_all(card.to_text().as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(&failed)?;
    let path = path_of(&context.home, name);
    if fs::symlink_metadata(&path).is_ok() {
        return Err(CardError::Exists);
    }
    file.persist(&path).map_err(|e| failed(e.error))?;
    File::open(&folder)
        .and_then(|folder| folder.sync_all())
        .map_err(&failed)?;
    Ok(card)
}
