//! The array's USB port: a link in the array's folder to the card that is inserted, whose file is in
//! the home meanwhile.
//!
//! A link that leads nowhere is an empty port. So the card is inserted, or removed, in the moment in
//! which its file comes into the home or leaves it.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::carry::{carry_in, carry_out, settle};
use super::file::{exists, file_name, name_of_file};
use super::software::SoftwareCard;
use super::{CardError, place, rewrite};
use crate::ground::{
    self, Array, Context, Explain, FileError, Notice, ObjectName, Registry, home, unnamed,
};
use crate::noun::log::{self, Event};

/// Which card is inserted.
#[derive(Clone, Debug)]
pub enum CardSource {
    /// The one of that name, in the home or on the shelf.
    Named(ObjectName),
    /// The one in that file.
    File(PathBuf),
}

/// A card that was removed.
#[derive(Debug)]
pub struct RemovedCard {
    /// Its name.
    pub name: ObjectName,
    /// The card; `None` when its file is damaged.
    pub card: Option<SoftwareCard>,
    /// Where it is now.
    pub file: PathBuf,
}

/// Puts a card into the array's port: its file moves into the home.
///
/// # Errors
/// When there is no such card, it is damaged, it is in the port of an array already, or another card is
/// in this array's port. Nothing is changed then.
pub(crate) fn insert(array: &Array, source: &CardSource) -> Result<SoftwareCard, CardError> {
    let context = array.context();
    let _lock = lock(context)?;
    array.check_exists()?;
    let file = match source {
        CardSource::Named(name) => place::find(context, name)?,
        // A link is not the card.
        CardSource::File(file) => file.canonicalize().map_err(FileError::at(file))?,
    };
    if let Some(there) = inserted(array)? {
        return Err(CardError::PortTaken(card_name(&there)?));
    }
    let card = SoftwareCard::load(&file)?;
    let inside = place::in_home(&context.home, card.name());
    let port = port_of(array.folder());
    let is_inside = file.canonicalize().ok() == inside.canonicalize().ok();
    if is_inside {
        if let Some(elsewhere) = holder(context, Path::new(&file_name(card.name())))? {
            return Err(CardError::Elsewhere(elsewhere));
        }
        unlink(&port)?;
        link(&port, card.name())?;
    } else {
        if exists(&inside) {
            return Err(CardError::Exists);
        }
        // Links to a card of that name which was removed, or thrown away.
        unlink_all(context, &inside)?;
        unlink(&port)?;
        link(&port, card.name())?;
        carry_in(context, &file, &inside)?;
    }
    let what = format!("inserted, serial number {}", card.serial());
    record(array, card.name(), &what);
    Ok(card)
}

/// Takes the card out of the array's port: its file moves out of the home, to `to` or onto the shelf. A
/// running array keeps running; without its card it does not unlock again.
///
/// # Errors
/// When the port is empty, or the file cannot be moved. The card is in the port then.
pub(crate) fn remove(array: &Array, to: Option<&Path>) -> Result<RemovedCard, CardError> {
    let context = array.context();
    let _lock = lock(context)?;
    array.check_exists()?;
    let inside = inserted(array)?.ok_or(CardError::PortEmpty)?;
    let card = match SoftwareCard::load(&inside) {
        Err(CardError::Damaged(_)) => None,
        card => Some(card?),
    };
    let name = match &card {
        Some(card) => card.name().clone(),
        None => card_name(&inside)?,
    };
    let file = place::outside(context, Path::new(&file_name(&name)), to)?;
    carry_out(context, &inside, &file)?;
    // It leads nowhere already.
    let _ = unlink(&port_of(array.folder()));
    let what = match &card {
        Some(card) => format!("removed, serial number {}", card.serial()),
        None => "removed, damaged".to_owned(),
    };
    record(array, &name, &what);
    Ok(RemovedCard { name, card, file })
}

/// Writes into the log what happened to the card. It has happened: not to be told of it is no error.
fn record(array: &Array, card: &ObjectName, what: &str) {
    let store = array.store();
    let done = store.write(|tx| log::append(array, tx, Event::Card, card.as_str(), what));
    if let Err(error) = done {
        array.context().tell(&Notice::NotInHistory(error.message()));
    }
}

/// The file of the card in the array's port.
///
/// # Errors
/// When the link cannot be read.
pub(super) fn inserted(array: &Array) -> Result<Option<PathBuf>, CardError> {
    let linked = linked(array.folder())?;
    let file = linked.map(|name| array.home().cards().join(name));
    Ok(file.filter(|file| exists(file)))
}

/// The name of the array in whose port the card of that file name is.
pub(super) fn holder(context: &Context, file: &Path) -> Result<Option<ObjectName>, CardError> {
    for folder in arrays(context)? {
        let id = folder.file_name().and_then(|id| id.to_str());
        if let Some(id) = id.and_then(|id| id.parse().ok())
            && linked(&folder)?.as_deref() == Some(file)
        {
            let registry = Registry::open_existing(&context.home, &context.waiter())?;
            let named = registry.map(|registry| registry.name_of(id)).transpose()?;
            return Ok(Some(named.flatten().unwrap_or_else(|| unnamed(id))));
        }
    }
    Ok(None)
}

/// Empties all ports that are linked to `card`.
fn unlink_all(context: &Context, card: &Path) -> Result<(), CardError> {
    for folder in arrays(context)? {
        if linked(&folder)?.as_deref().map(Path::as_os_str) == card.file_name() {
            unlink(&port_of(&folder))?;
        }
    }
    Ok(())
}

fn arrays(context: &Context) -> Result<Vec<PathBuf>, CardError> {
    let arrays = context.home.arrays();
    let failed = FileError::at(&arrays);
    let folders = fs::read_dir(&arrays).map_err(&failed)?;
    folders
        .map(|folder| Ok(folder.map_err(&failed)?.path()))
        .collect()
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

/// What the card in `file` is called, whatever is in it.
fn card_name(file: &Path) -> Result<ObjectName, CardError> {
    let name = match SoftwareCard::load(file) {
        Ok(card) => Some(card.name().clone()),
        Err(_) => name_of_file(file),
    };
    name.ok_or_else(|| CardError::Damaged(file.to_owned()))
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

/// Held while cards are made, moved or changed: a card is in one place at a time. What an earlier
/// command was killed in is finished first.
pub(super) fn lock(context: &Context) -> Result<File, CardError> {
    context.home.prepare()?;
    let cards = context.home.cards();
    home::private_folder(&cards)?;
    let lock = ground::lock(&cards.join(".lock"), &context.waiter())?;
    rewrite::settle(&cards)?;
    settle(context)?;
    Ok(lock)
}
