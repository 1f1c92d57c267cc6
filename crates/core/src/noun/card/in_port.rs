//! The card in the array's port.

use std::path::PathBuf;

use uuid::Uuid;

use super::port::{inserted, lock};
use super::rewrite::rewrite;
use super::software::SoftwareCard;
use super::{CardError, CardKey, CardSerial, Challenge, Response, TokenCard};
use crate::ground::{Array, Context};

/// A software card in a port, whose keys can be changed there.
struct CardInPort {
    context: Context,
    file: PathBuf,
    card: SoftwareCard,
}

/// The card in the array's port, if one is.
///
/// # Errors
/// When the card cannot be read.
pub(crate) fn in_port(array: &Array) -> Result<Option<Box<dyn TokenCard>>, CardError> {
    let Some(file) = inserted(array)? else {
        return Ok(None);
    };
    Ok(Some(Box::new(CardInPort {
        card: SoftwareCard::load(&file)?,
        context: array.context().clone(),
        file,
    })))
}

impl CardInPort {
    /// Changes the card as its file is now, and reads it again: what it says from now on is written.
    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut SoftwareCard) -> Result<T, CardError>,
    ) -> Result<T, CardError> {
        let _lock = lock(&self.context)?;
        let mut card = SoftwareCard::load(&self.file)?;
        let done = change(&mut card)?;
        rewrite(&self.file, card.to_text().as_bytes())?;
        self.card = SoftwareCard::load(&self.file)?;
        Ok(done)
    }
}

impl TokenCard for CardInPort {
    fn label(&self) -> &str {
        self.card.name().as_str()
    }

    fn serial(&self) -> &CardSerial {
        self.card.serial()
    }

    fn keys(&self, array: Uuid) -> Vec<CardKey> {
        self.card.keys(array)
    }

    fn respond(&self, key: CardKey, challenge: &Challenge) -> Result<Response, CardError> {
        let response = self.card.respond(key, challenge);
        response.ok_or_else(|| CardError::NoResponse(self.serial().clone()))
    }

    fn make_key(&mut self, array: Uuid) -> Result<CardKey, CardError> {
        self.change(|card| card.make_key(array))
    }

    fn delete_key(&mut self, key: CardKey) -> Result<(), CardError> {
        self.change(|card| {
            card.delete_key(key);
            Ok(())
        })
    }
}
