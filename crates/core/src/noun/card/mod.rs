//! Smart cards: a secret that never leaves the card, and proves itself by responding to challenges.
//!
//! The array talks to a card only through [`TokenCard`]. The cards of `puresim card` are files; a
//! real one behind PKCS #11 can take their place.

mod carry;
mod create;
mod error;
mod file;
mod in_port;
mod list;
mod place;
mod port;
mod rewrite;
mod software;
mod wipe;

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;
use zeroize::Zeroizing;

pub use error::CardError;
pub use list::ListedCard;
pub use port::{CardSource, RemovedCard};
pub use software::SoftwareCard;

pub(crate) use create::create;
pub(crate) use in_port::in_port;
pub(crate) use list::list;
pub(crate) use port::{insert, remove};

/// What a card responds to: 32 bytes.
pub type Challenge = [u8; 32];

/// A card's response to a [`Challenge`], as long as the kind of card makes it; wiped when dropped.
pub type Response = Zeroizing<Vec<u8>>;

/// A key on a card. Its secret never leaves the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKey {
    /// What the card was made with, the same for every array: release 0.1 had no other.
    Passphrase,
    /// Made for one array. A copy of the card from before does not have it.
    Made {
        /// The array's UUID.
        array: Uuid,
        /// Which key on the card it is, the newest having the highest number.
        number: u32,
    },
}

/// A card that holds keys and responds to challenges with them, such as a YubiKey or a Spyrus
/// Rosetta II.
pub trait TokenCard {
    /// What its owner calls it.
    fn label(&self) -> &str;

    /// The number printed on it.
    fn serial(&self) -> &CardSerial;

    /// The keys that may unlock `array`, the newest first.
    fn keys(&self, array: Uuid) -> Vec<CardKey>;

    /// The response to `challenge`: always the same for the same key and challenge, and of no use
    /// for finding the key or another response.
    ///
    /// # Errors
    /// When the card does not respond, or has no such key.
    fn respond(&self, key: CardKey, challenge: &Challenge) -> Result<Response, CardError>;

    /// Makes a new key for `array` on the card, which is on it for good when this returns.
    ///
    /// # Errors
    /// When the card cannot be written. It has the keys then that it had.
    fn make_key(&mut self, array: Uuid) -> Result<CardKey, CardError>;

    /// Has the card forget a key that was made for an array; its passphrase stays.
    ///
    /// # Errors
    /// When the card cannot be written.
    fn delete_key(&mut self, key: CardKey) -> Result<(), CardError>;
}

/// The serial number of a card: 8 decimal digits on a software card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardSerial(String);

impl FromStr for CardSerial {
    type Err = InvalidSerial;

    fn from_str(text: &str) -> Result<Self, InvalidSerial> {
        let valid =
            (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        valid.then(|| Self(text.to_owned())).ok_or(InvalidSerial)
    }
}

impl fmt::Display for CardSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text is not a [`CardSerial`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a card's serial number is 1 to 32 letters and digits")]
pub struct InvalidSerial;
