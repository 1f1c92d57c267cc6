//! The array's USB port: a link in the array's folder to the card that is inserted.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::software::{SoftwareCard, file_name};
use super::{CardError, TokenCard};
use crate::ground::{self, Array, Context, FileError, ObjectName, Registry, home, unnamed};
use crate::noun::log::{self, Event};

/// The card in the array's port, if one is.
///
/// # Errors
/// When the card cannot be read.
pub(crate) fn in_port(array: &Array) -> Result<Option<Box<dyn TokenCard>>, CardError> {
    let card = inserted(array)?;
    Ok(card.map(|card| Box::new(card) as Box<dyn TokenCard>))
}

/// Puts the card `name` into the array's port.
///
/// # Errors
/// When there is no such card, it is in the port of an array already, or another card is in this
/// array's port. Nothing is changed then.
pub(crate) fn insert(array: &Array, name: &ObjectName) -> Result<SoftwareCard, CardError> {
    let context = array.context();
    let _lock = lock(context)?;
    array.check_exists()?;
    let card = SoftwareCard::load(array.home(), name)?;
    if let Some(there) = inserted(array)? {
        return Err(CardError::PortTaken(there.name().clone()));
    }
    if let Some(elsewhere) = holder(context, name)? {
        return Err(CardError::Elsewhere(elsewhere));
    }
    let port = port_of(array.folder());
    // The link to a card whose file was deleted may be there.
    unlink(&port)?;
    link(&port, name)?;
    if let Err(error) = record(array, &card, "inserted") {
        unlink(&port)?;
        return Err(error);
    }
    Ok(card)
}

/// Takes the card out of the array's port. A running array keeps running; without its card it does not
/// unlock again.
///
/// # Errors
/// When the port is empty.
pub(crate) fn remove(array: &Array) -> Result<SoftwareCard, CardError> {
    let _lock = lock(array.context())?;
    array.check_exists()?;
    let card = inserted(array)?.ok_or(CardError::PortEmpty)?;
    let port = port_of(array.folder());
    unlink(&port)?;
    if let Err(error) = record(array, &card, "removed") {
        link(&port, card.name())?;
        return Err(error);
    }
    Ok(card)
}

/// Writes into the log what happened to the card.
fn record(array: &Array, card: &SoftwareCard, what: &str) -> Result<(), CardError> {
    let detail = format!("{what}, serial number {}", card.serial());
    array.store().write(|tx| {
        log::append(array, tx, Event::Card, card.label(), &detail).map_err(CardError::Store)
    })
}

fn inserted(array: &Array) -> Result<Option<SoftwareCard>, CardError> {
    let Some(file) = linked(array.folder())? else {
        return Ok(None);
    };
    match SoftwareCard::load_file(&array.home().cards().join(file)) {
        // The card's file was deleted while it was in the port.
        Err(CardError::Missing) => Ok(None),
        card => card.map(Some),
    }
}

/// The name of the array in whose port the card `name` is.
pub(super) fn holder(
    context: &Context,
    name: &ObjectName,
) -> Result<Option<ObjectName>, CardError> {
    let arrays = context.home.arrays();
    let failed = FileError::at(&arrays);
    let file = PathBuf::from(file_name(name));
    for folder in fs::read_dir(&arrays).map_err(&failed)? {
        let folder = folder.map_err(&failed)?;
        let id = folder.file_name().to_str().and_then(|id| id.parse().ok());
        if let Some(id) = id
            && linked(&folder.path())?.as_ref() == Some(&file)
        {
            let registry = Registry::open_existing(&context.home, &context.waiter())?;
            let named = registry.map(|registry| registry.name_of(id)).transpose()?;
            return Ok(Some(named.flatten().unwrap_or_else(|| unnamed(id))));
        }
    }
    Ok(None)
}

/// The file name of the card that the port of the array in `folder` is linked to.
fn linked(folder: &Path) -> Result<Option<PathBuf>, CardError> {
    let port = port_of(folder);
    match fs::read_link(&port) {
        Ok(target) => Ok(target.file_name().map(PathBuf::from)),
        Err(e) => match e.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(None),
            _ => Err(FileError::at(&port)(e).into()),
        },
    }
}

fn port_of(folder: &Path) -> PathBuf {
    folder.join("port")
}

fn link(port: &Path, card: &ObjectName) -> Result<(), CardError> {
    // Relative, so that the home can be moved.
    let target = Path::new("../../cards").join(file_name(card));
    Ok(symlink(target, port).map_err(FileError::at(port))?)
}

fn unlink(port: &Path) -> Result<(), CardError> {
    match fs::remove_file(port) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(FileError::at(port)(e).into()),
        _ => Ok(()),
    }
}

/// Held while cards are made or moved: a card is in one place at a time.
pub(super) fn lock(context: &Context) -> Result<File, CardError> {
    context.home.prepare()?;
    let cards = context.home.cards();
    home::private_folder(&cards)?;
    Ok(ground::lock(&cards.join(".lock"), &context.waiter())?)
}
