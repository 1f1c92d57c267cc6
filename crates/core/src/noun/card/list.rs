//! Listing the cards.

use std::path::{Path, PathBuf};

use super::file::{files_in, name_of_file};
use super::software::SoftwareCard;
use super::{CardError, carry, port};
use crate::ground::{Context, ObjectName};

/// A card, and where it is.
#[derive(Debug)]
pub struct ListedCard {
    /// Its name.
    pub name: ObjectName,
    /// Its file.
    pub file: PathBuf,
    /// The card; `None` when its file is damaged.
    pub card: Option<SoftwareCard>,
    /// The name of the array in whose port it is.
    pub array: Option<ObjectName>,
}

/// All software cards of the home and of its shelf, by name.
///
/// # Errors
/// When a folder of cards or one of the cards cannot be read. That one is damaged is no error.
pub(crate) fn list(context: &Context) -> Result<Vec<ListedCard>, CardError> {
    if carry::is_unfinished(&context.home.cards())? {
        // Taking the lock finishes it: there are not two of a card.
        port::lock(context)?;
    }
    let mut cards = Vec::new();
    for file in files_in(&context.home.cards())? {
        let array = match file.file_name() {
            Some(name) => port::holder(context, Path::new(name))?,
            None => None,
        };
        cards.extend(listed(file, array)?);
    }
    for file in files_in(&context.home.card_shelf())? {
        cards.extend(listed(file, None)?);
    }
    cards.sort_by_key(|listed| listed.name.as_str().to_ascii_lowercase());
    Ok(cards)
}

/// The card in `file`; nothing when the file is not named like a card's.
fn listed(file: PathBuf, array: Option<ObjectName>) -> Result<Option<ListedCard>, CardError> {
    let Some(named) = name_of_file(&file) else {
        return Ok(None);
    };
    let card = match SoftwareCard::load(&file) {
        // Carried elsewhere meanwhile.
        Err(CardError::Missing) => return Ok(None),
        Err(CardError::Damaged(_)) => None,
        card => Some(card?),
    };
    let name = card.as_ref().map_or(named, |card| card.name().clone());
    Ok(Some(ListedCard {
        name,
        file,
        card,
        array,
    }))
}
