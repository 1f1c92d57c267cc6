//! The array's USB port: a link in the array's folder to the card that is inserted.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::software::{SoftwareCard, file_name};
use super::{CardError, TokenCard};
use crate::Array;
use crate::home::{self, Home};
use crate::log::{self, Event};
use crate::name::ObjectName;
use crate::store::StoreError;
use crate::wait;

/// The card in the array's port, if one is.
///
/// # Errors
/// When the card cannot be read.
pub fn in_port(array: &Array) -> Result<Option<Box<dyn TokenCard>>, CardError> {
    let card = inserted(array)?;
    Ok(card.map(|card| Box::new(card) as Box<dyn TokenCard>))
}

/// Puts the card `name` into the array's port.
///
/// # Errors
/// When there is no such card, it is in the port of an array already, or another card is in this
/// array's port. Nothing is changed then.
pub fn insert(array: &Array, name: &ObjectName) -> Result<SoftwareCard, CardError> {
    let home = array.home();
    let _lock = lock(home)?;
    let _stay = array.stay()?;
    let card = SoftwareCard::load(home, name)?;
    if let Some(there) = inserted(array)? {
        return Err(CardError::PortTaken(there.name().clone()));
    }
    if let Some(elsewhere) = holder(home, name)? {
        return Err(CardError::Elsewhere(elsewhere));
    }
    let port = port_of(array.folder());
    // The link of a card that was thrown away may be there.
    unlink(&port)?;
    link(&port, name)?;
    if let Err(error) = tell(array, &card, "inserted") {
        unlink(&port)?;
        return Err(error);
    }
    Ok(card)
}

/// Takes the card out of the array's port. A running array goes on; without its card it does not
/// unlock again.
///
/// # Errors
/// When the port is empty.
pub fn remove(array: &Array) -> Result<SoftwareCard, CardError> {
    let _lock = lock(array.home())?;
    let _stay = array.stay()?;
    let card = inserted(array)?.ok_or(CardError::PortEmpty)?;
    let port = port_of(array.folder());
    unlink(&port)?;
    if let Err(error) = tell(array, &card, "removed") {
        link(&port, card.name())?;
        return Err(error);
    }
    Ok(card)
}

/// Writes into the log what happened to the card.
fn tell(array: &Array, card: &SoftwareCard, what: &str) -> Result<(), CardError> {
    let detail = format!("{what}, serial number {}", card.serial());
    array.store().write(|tx| {
        log::append(tx, array.now(), Event::Card, card.label(), &detail).map_err(CardError::Store)
    })
}

fn inserted(array: &Array) -> Result<Option<SoftwareCard>, CardError> {
    let linked = linked(array.folder())?;
    array.check_place()?;
    let Some(file) = linked else {
        return Ok(None);
    };
    match SoftwareCard::load_file(&array.home().cards().join(file)) {
        // The card was thrown away while it was in the port.
        Err(CardError::Missing) => Ok(None),
        card => card.map(Some),
    }
}

/// The name of the array in whose port the card `name` is.
pub(super) fn holder(home: &Home, name: &ObjectName) -> Result<Option<String>, CardError> {
    let arrays = home.arrays();
    let failed = CardError::io(&arrays);
    let file = PathBuf::from(file_name(name));
    for folder in fs::read_dir(&arrays).map_err(&failed)? {
        let folder = folder.map_err(&failed)?.path();
        if linked(&folder)?.as_ref() == Some(&file) {
            return Ok(folder
                .file_name()
                .map(|array| shown_name(home, &array.to_string_lossy())));
        }
    }
    Ok(None)
}

/// The array's name as it was given, or that of its folder when it cannot be opened.
fn shown_name(home: &Home, folder: &str) -> String {
    let name = folder.parse().ok();
    name.and_then(|name| Array::open(home, &name).ok())
        .map_or_else(|| folder.to_owned(), |array| array.name().to_string())
}

/// The file name of the card that the port of the array in `folder` is linked to.
fn linked(folder: &Path) -> Result<Option<PathBuf>, CardError> {
    let port = port_of(folder);
    match fs::read_link(&port) {
        Ok(target) => Ok(target.file_name().map(PathBuf::from)),
        Err(e) => match e.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(None),
            _ => Err(CardError::io(&port)(e)),
        },
    }
}

fn port_of(folder: &Path) -> PathBuf {
    folder.join("port")
}

fn link(port: &Path, card: &ObjectName) -> Result<(), CardError> {
    // Relative, so that the home can be moved.
    let target = Path::new("../../cards").join(file_name(card));
    symlink(target, port).map_err(CardError::io(port))
}

fn unlink(port: &Path) -> Result<(), CardError> {
    match fs::remove_file(port) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(CardError::io(port)(e)),
        _ => Ok(()),
    }
}

/// Held while cards are made or moved: a card is in one place at a time.
pub(super) fn lock(home: &Home) -> Result<File, CardError> {
    home.prepare()?;
    let cards = home.cards();
    home::private_folder(&cards)?;
    let lock = home::lock_file(&cards.join(".lock"))?;
    match wait::for_lock(&lock).map_err(CardError::io(&cards))? {
        true => Ok(lock),
        false => Err(StoreError::Busy.into()),
    }
}
