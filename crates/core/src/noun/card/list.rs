//! Listing the cards.

use std::fs;
use std::io;

use super::software::{SoftwareCard, is_card_file};
use super::{CardError, port};
use crate::ground::{Context, FileError, ObjectName};

/// A card, and where it is.
#[derive(Debug)]
pub struct ListedCard {
    /// The card.
    pub card: SoftwareCard,
    /// The name of the array in whose port it is.
    pub array: Option<ObjectName>,
}

/// All software cards, by name.
///
/// # Errors
/// When the folder of cards or one of them cannot be read.
pub(crate) fn list(context: &Context) -> Result<Vec<ListedCard>, CardError> {
    let folder = context.home.cards();
    let failed = FileError::at(&folder);
    let files = match fs::read_dir(&folder) {
        Ok(files) => files,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(failed(e).into()),
    };
    let mut cards = Vec::new();
    for file in files {
        let path = file.map_err(&failed)?.path();
        if is_card_file(&path) {
            let card = SoftwareCard::load_file(&path)?;
            let array = port::holder(context, card.name())?;
            cards.push(ListedCard { card, array });
        }
    }
    cards.sort_by_key(|listed| listed.card.name().as_str().to_ascii_lowercase());
    Ok(cards)
}
