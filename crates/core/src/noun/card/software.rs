//! A card that is a file: three lines of text, mode 0600.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::{hmac, rand};
use zeroize::Zeroizing;

use super::{CardError, CardSerial, Challenge, Response, TokenCard};
use crate::ground::{FileError, Home, ObjectName};

/// The first line of a card's file.
const FORMAT: &str = "pure smart card 1";

/// The extension of a card's file.
const EXTENSION: &str = "card";

/// A software card. Its passphrase is written when it is made and never shown again.
pub struct SoftwareCard {
    name: ObjectName,
    serial: CardSerial,
    secret: Zeroizing<[u8; 32]>,
}

impl SoftwareCard {
    /// A new card with a random serial number and a random secret, not yet written.
    pub(super) fn generate(name: &ObjectName) -> Result<Self, CardError> {
        let mut number = [0; 4];
        let mut secret = Zeroizing::new([0; 32]);
        rand::fill(&mut number).map_err(|_| CardError::NoRandom)?;
        rand::fill(&mut *secret).map_err(|_| CardError::NoRandom)?;
        let digits = 10_000_000 + u32::from_be_bytes(number) % 90_000_000;
        Ok(Self {
            name: name.clone(),
            serial: CardSerial(digits.to_string()),
            secret,
        })
    }

    /// The card `name` of `home`.
    pub(super) fn load(home: &Home, name: &ObjectName) -> Result<Self, CardError> {
        Self::load_file(&path_of(home, name))
    }

    /// The card in the file `path`.
    pub(super) fn load_file(path: &Path) -> Result<Self, CardError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(CardError::Missing),
            Err(e) if e.kind() == io::ErrorKind::InvalidData => {
                return Err(CardError::Damaged(path.to_owned()));
            }
            Err(e) => return Err(FileError::at(path)(e).into()),
        };
        Self::parse(&text).ok_or_else(|| CardError::Damaged(path.to_owned()))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(FORMAT) {
            return None;
        }
        let name = lines.next()?.strip_prefix("name ")?.parse().ok()?;
        let serial = lines.next()?.strip_prefix("serial ")?.parse().ok()?;
        let mut secret = Zeroizing::new([0; 32]);
        let digits = lines.next()?.strip_prefix("secret ")?;
        hex::decode_to_slice(digits, &mut *secret).ok()?;
        Some(Self {
            name,
            serial,
            secret,
        })
    }

    /// What its file holds.
    pub(super) fn to_text(&self) -> Zeroizing<String> {
        let mut digits = Zeroizing::new([0; 64]);
        hex::encode_to_slice(*self.secret, &mut *digits).expect("64 digits are 32 bytes");
        let digits = std::str::from_utf8(&*digits).expect("hex digits are ASCII");
        Zeroizing::new(format!(
            "{FORMAT}\nname {}\nserial {}\nsecret {digits}\n",
            self.name, self.serial
        ))
    }

    /// Its name.
    pub fn name(&self) -> &ObjectName {
        &self.name
    }
}

impl TokenCard for SoftwareCard {
    fn label(&self) -> &str {
        self.name.as_str()
    }

    fn serial(&self) -> &CardSerial {
        &self.serial
    }

    /// HMAC-SHA256 (RFC 2104) of the challenge under the secret: 32 bytes.
    fn respond(&self, challenge: &Challenge) -> Result<Response, CardError> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*self.secret);
        Ok(Zeroizing::new(
            hmac::sign(&key, challenge).as_ref().to_vec(),
        ))
    }
}

impl fmt::Debug for SoftwareCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftwareCard")
            .field("name", &self.name)
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

/// The file of the card `name`: names that differ only in case are one card.
pub(super) fn path_of(home: &Home, name: &ObjectName) -> PathBuf {
    home.cards().join(file_name(name))
}

/// The file's name in the folder of cards.
pub(super) fn file_name(name: &ObjectName) -> String {
    format!("{}.{EXTENSION}", name.as_str().to_ascii_lowercase())
}

/// Whether `path` is named like a card's file.
pub(super) fn is_card_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == EXTENSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "pure smart card 1\nname Alice\nserial 12345678\n\
        secret 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b\n";

    /// Computed with `head -c 32 /dev/zero | openssl mac -digest SHA256 -macopt
    /// hexkey:0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b HMAC`.
    #[test]
    fn a_card_responds_with_an_hmac() {
        let card = SoftwareCard::parse(TEXT).unwrap();
        assert_eq!(card.serial().to_string(), "12345678");
        let response = card.respond(&[0; 32]).unwrap();
        assert_eq!(
            hex::encode(&*response),
            "abf0195cf7a503e61897b7bb6f36beb7713f7bbf6a6c68ad4b5059da47670135"
        );
    }

    #[test]
    fn a_card_is_read_back_as_it_was_written() {
        let card = SoftwareCard::generate(&"Bob".parse().unwrap()).unwrap();
        let again = SoftwareCard::parse(&card.to_text()).unwrap();
        assert_eq!(
            card.respond(&[1; 32]).unwrap(),
            again.respond(&[1; 32]).unwrap()
        );
        assert_eq!(SoftwareCard::parse(TEXT).unwrap().to_text().as_str(), TEXT);
    }

    #[test]
    fn other_cards_and_challenges_have_other_responses() {
        let name = "card".parse().unwrap();
        let (a, b) = (
            SoftwareCard::generate(&name).unwrap(),
            SoftwareCard::generate(&name).unwrap(),
        );
        assert_ne!(a.respond(&[1; 32]).unwrap(), b.respond(&[1; 32]).unwrap());
        assert_ne!(a.respond(&[1; 32]).unwrap(), a.respond(&[2; 32]).unwrap());
    }

    #[test]
    fn what_is_no_card() {
        let wrong = [
            String::new(),
            TEXT.replace("card 1", "card 2"),
            TEXT.replace("name Alice", "name -"),
            TEXT.replace("serial 12345678\n", ""),
            TEXT.replace("0b0b\n", "0b\n"),
            TEXT.replace("secret 0b", "secret 0x"),
        ];
        for text in wrong {
            assert!(SoftwareCard::parse(&text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        let shown = format!("{:?}", SoftwareCard::parse(TEXT).unwrap());
        assert!(
            !shown.contains("0b0b") && !shown.contains("11, 11"),
            "{shown}"
        );
    }
}
