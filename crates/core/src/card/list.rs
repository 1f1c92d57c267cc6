//! Listing the cards.

use std::fs;
use std::io;

use super::software::{SoftwareCard, is_card_file};
use super::{CardError, port};
use crate::home::Home;

/// A card, and where it is.
#[derive(Debug)]
pub struct ListedCard {
    /// The card.
    pub card: SoftwareCard,
    /// The name of the array in whose port it is.
    pub array: Option<String>,
}

/// All software cards, by name.
///
/// # Errors
/// When the folder of cards or one of them cannot be read.
pub fn list(home: &Home) -> Result<Vec<ListedCard>, CardError> {
    let folder = home.cards();
    let failed = CardError::io(&folder);
    let files = match fs::read_dir(&folder) {
        Ok(files) => files,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(failed(e)),
    };
    let mut cards = Vec::new();
    for file in files {
        let path = file.map_err(&failed)?.path();
        if is_card_file(&path) {
            let card = SoftwareCard::load_file(&path)?;
            let array = port::holder(home, card.name())?;
            cards.push(ListedCard { card, array });
        }
    }
    cards.sort_by_key(|listed| listed.card.name().as_str().to_ascii_lowercase());
    Ok(cards)
}
