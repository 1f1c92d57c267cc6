//! Smart cards: a secret that never leaves the card, and proves itself by responding to challenges.
//!
//! The array talks to a card only through [`TokenCard`]. The cards of `puresim card` are files; a
//! real one behind PKCS #11 can take their place.

mod create;
mod error;
mod list;
mod port;
mod software;

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

pub use error::CardError;
pub use list::ListedCard;
pub use software::SoftwareCard;

pub(crate) use create::create;
pub(crate) use list::list;
pub(crate) use port::{in_port, insert, remove};

/// What a card responds to: 32 bytes.
pub type Challenge = [u8; 32];

/// A card's response to a [`Challenge`], as long as the kind of card makes it; wiped when dropped.
pub type Response = Zeroizing<Vec<u8>>;

/// A card that holds a secret and responds to challenges with it, such as a YubiKey or a Spyrus
/// Rosetta II.
pub trait TokenCard {
    /// What its owner calls it.
    fn label(&self) -> &str;

    /// The number printed on it.
    fn serial(&self) -> &CardSerial;

    /// The response to `challenge`: always the same for the same card and challenge, and of no use
    /// for finding the secret or another response.
    ///
    /// # Errors
    /// When the card does not respond.
    fn respond(&self, challenge: &Challenge) -> Result<Response, CardError>;
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
