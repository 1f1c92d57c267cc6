//! Giving a copy of an array an identity of its own: with drives, keys and a token's key that no other array
//! has.

use uuid::Uuid;

use super::OperationError;
use super::reseal::first_generation;
use super::standing::look;
use super::token_enable::{TokenSource, make};
use crate::ground::{Array, Identifiers, ObjectName, array_row, wipe};
use crate::key::{self, Dek, Seal};
use crate::noun::data::Copies;
use crate::noun::drive::{self, Bay, Device};
use crate::noun::export;
use crate::noun::log::{self, Event};
use crate::noun::token::{self, Token};

/// What a copy is made from.
pub(crate) struct Original {
    dek: Dek,
    bays: Vec<Bay>,
    token: Option<Token>,
}

/// Unlocks the copy as the array of which it is one, and takes the other's identity from it: its UUID, its
/// token, what it has on key managers, its exports. From then on nothing of that is the copy's, which is to
/// be opened anew.
///
/// # Errors
/// Why it cannot be unlocked.
pub(crate) fn take_identity(array: &Array, id: Uuid) -> Result<Original, OperationError> {
    let look = look(array)?;
    let gathered = look.gather()?;
    gathered.tell_bad(array);
    let seal = token::external_secret(array)?;
    let counting = look.status.counting();
    let ignore = &mut |_, _| ();
    let dek = key::open(array.id(), &counting, &gathered.devices, &seal, ignore)?;
    let rows = array.store().read(drive::all)?;
    let original = Original {
        dek,
        bays: rows.iter().map(|row| row.bay).collect(),
        token: token::token(array)?,
    };
    array.store().write(|tx| {
        array_row::set_id(tx, id)?;
        token::delete(tx)?;
        token::intent::delete_all(tx)?;
        export::forget_all(tx)?;
        rows.iter().try_for_each(|row| drive::remove(tx, row.bay))?;
        Ok::<_, OperationError>(())
    })?;
    let folder = drive::folder(array);
    for bay in &original.bays {
        wipe(&drive::path(&folder, *bay))?;
    }
    Ok(original)
}

/// Gives the copy, which nobody else can open yet, drives and keys of its own, and where the original had a
/// token a key made for it alone. It is off then.
///
/// # Errors
/// When the token's key cannot be made, or something cannot be written. A key that was made may be left.
pub(crate) fn give_identity(
    array: &Array,
    name: &ObjectName,
    original: &Original,
) -> Result<(), OperationError> {
    let dek = Dek::new(key::random());
    let mut copies = Copies::default();
    copies.make(array, &original.dek, &dek)?;
    let made = match &original.token {
        Some(token) => Some(make(array, TokenSource::of(token))?),
        None => None,
    };
    let seal = made
        .as_ref()
        .map_or(Seal::None, |(_, material)| token::seal(material));
    let folder = drive::folder(array);
    let identifiers = Identifiers::next(array.home())?;
    let mut devices: Vec<Device> = original
        .bays
        .iter()
        .map(|&bay| {
            let path = drive::path(&folder, bay);
            drive::new_drive(array.id(), name, bay, path, &identifiers)
        })
        .collect();
    let first = first_generation(&folder, array.id(), &dek, &seal, &mut devices)?;
    array.store().write(|tx| {
        devices.iter().try_for_each(|device| device.row.put(tx))?;
        first.write(tx, array.now())?;
        copies.adopt(tx)?;
        if let Some((token, _)) = &made {
            token::write(tx, token)?;
            token::intent::commit(tx, token)?;
            let history = token.history("enabled");
            log::append(array, tx, Event::Token, token.subject(), &history)?;
        }
        Ok::<_, OperationError>(())
    })?;
    copies.replace(array);
    Ok(())
}
