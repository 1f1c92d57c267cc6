//! A card that is a file: a few lines of text, mode 0600.

use std::fmt;
use std::io;
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::{hmac, rand};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::file::contents;
use super::{CardError, CardKey, CardSerial, Challenge, Response};
use crate::ground::fault::disclose;
use crate::ground::{FileError, Identifiers, ObjectName};

/// The first line of a card's file.
const FORMAT: &str = "pure smart card 2";

/// That of release 0.1: no keys of arrays, and no sum by which damage is known.
const FORMAT_0_1: &str = "pure smart card 1";

/// A software card. Its secrets are written when they are made and never shown.
pub struct SoftwareCard {
    name: ObjectName,
    serial: CardSerial,
    passphrase: Secret,
    keys: Vec<(CardKey, Secret)>,
}

type Secret = Zeroizing<[u8; 32]>;

impl SoftwareCard {
    /// A new card with a serial number of those identifiers and a random passphrase, not yet written.
    pub(super) fn generate(
        name: &ObjectName,
        identifiers: &Identifiers,
    ) -> Result<Self, CardError> {
        let number = u32::from_be_bytes(identifiers.bytes("card"));
        let digits = 10_000_000 + number % 90_000_000;
        Ok(Self {
            name: name.clone(),
            serial: CardSerial(digits.to_string()),
            passphrase: random_secret()?,
            keys: Vec::new(),
        })
    }

    /// The card in the file `path`.
    pub(super) fn load(path: &Path) -> Result<Self, CardError> {
        let bytes = match contents(path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(CardError::Missing),
            Err(e) => return Err(FileError::at(path)(e).into()),
        };
        let text = bytes.as_deref().and_then(|it| std::str::from_utf8(it).ok());
        text.and_then(Self::parse)
            .ok_or_else(|| CardError::Damaged(path.to_owned()))
    }

    fn parse(text: &str) -> Option<Self> {
        let body = if text.starts_with(FORMAT_0_1) {
            text
        } else {
            let (body, sum) = text.trim_end().rsplit_once("sum ")?;
            (sum == sum_of(body)).then_some(body)?
        };
        let mut lines = body.lines();
        let format = lines.next()?;
        if format != FORMAT && format != FORMAT_0_1 {
            return None;
        }
        let mut card = Self {
            name: lines.next()?.strip_prefix("name ")?.parse().ok()?,
            serial: lines.next()?.strip_prefix("serial ")?.parse().ok()?,
            passphrase: secret_of(lines.next()?.strip_prefix("secret ")?)?,
            keys: Vec::new(),
        };
        for line in lines {
            let mut words = line.strip_prefix("key ")?.split(' ');
            let key = CardKey::Made {
                array: words.next()?.parse().ok()?,
                number: words.next()?.parse().ok()?,
            };
            card.keys.push((key, secret_of(words.next()?)?));
        }
        Some(card)
    }

    /// What its file holds.
    pub(super) fn to_text(&self) -> Zeroizing<String> {
        // Of its full length from the start: growing would leave copies of secrets behind.
        let mut text = Zeroizing::new(String::with_capacity(512 + 256 * self.keys.len()));
        text.push_str(&format!(
            "{FORMAT}\nname {}\nserial {}\nsecret ",
            self.name, self.serial
        ));
        push_secret(&mut text, &self.passphrase);
        for (key, secret) in &self.keys {
            if let CardKey::Made { array, number } = key {
                text.push_str(&format!("key {array} {number} "));
                push_secret(&mut text, secret);
            }
        }
        let sum = sum_of(&text);
        text.push_str(&format!("sum {sum}\n"));
        text
    }

    /// Makes a new key for `array`.
    pub(super) fn make_key(&mut self, array: Uuid) -> Result<CardKey, CardError> {
        let numbers = self.keys.iter().filter_map(|(key, _)| match key {
            CardKey::Made { number, .. } => Some(*number),
            CardKey::Passphrase => None,
        });
        let number = numbers.max().unwrap_or(0).saturating_add(1);
        let key = CardKey::Made { array, number };
        self.keys.push((key, random_secret()?));
        Ok(key)
    }

    /// Forgets a key that was made for an array.
    pub(super) fn delete_key(&mut self, key: CardKey) {
        self.keys.retain(|(held, _)| *held != key);
    }

    /// The keys that may unlock `array`, the newest first; the passphrase, which is every array's, last.
    pub(super) fn keys(&self, array: Uuid) -> Vec<CardKey> {
        let of_array =
            |key: &CardKey| matches!(key, CardKey::Made { array: of, .. } if *of == array);
        let made = self.keys.iter().rev().map(|(key, _)| *key);
        made.filter(of_array).chain([CardKey::Passphrase]).collect()
    }

    /// HMAC-SHA256 (RFC 2104) of the challenge under the key: 32 bytes. `None` when it has no such key.
    pub(super) fn respond(&self, key: CardKey, challenge: &Challenge) -> Option<Response> {
        let secret = match key {
            CardKey::Passphrase => &self.passphrase,
            made => self
                .keys
                .iter()
                .find(|(held, _)| *held == made)
                .map(|(_, secret)| secret)?,
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, &**secret);
        Some(Zeroizing::new(
            hmac::sign(&key, challenge).as_ref().to_vec(),
        ))
    }

    /// Its name.
    pub fn name(&self) -> &ObjectName {
        &self.name
    }

    /// The number printed on it.
    pub fn serial(&self) -> &CardSerial {
        &self.serial
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

fn random_secret() -> Result<Secret, CardError> {
    let mut secret = Zeroizing::new([0; 32]);
    rand::fill(&mut *secret).map_err(|_| CardError::NoRandom)?;
    disclose("card's secret", secret.as_slice());
    Ok(secret)
}

fn secret_of(digits: &str) -> Option<Secret> {
    let mut secret = Zeroizing::new([0; 32]);
    hex::decode_to_slice(digits, &mut *secret).ok()?;
    disclose("card's secret", secret.as_slice());
    Some(secret)
}

/// Appends the line of a secret in hexadecimal digits.
fn push_secret(text: &mut String, secret: &Secret) {
    let mut digits = Zeroizing::new([0; 64]);
    hex::encode_to_slice(**secret, &mut *digits).expect("64 digits are 32 bytes");
    text.push_str(std::str::from_utf8(&*digits).expect("hex digits are ASCII"));
    text.push('\n');
}

/// SHA-256 of what comes before it, in hexadecimal digits.
fn sum_of(body: &str) -> String {
    hex::encode(digest(&SHA256, body.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "pure smart card 1\nname Alice\nserial 12345678\n\
        secret 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b\n";

    fn response(card: &SoftwareCard, challenge: u8) -> Vec<u8> {
        let response = card.respond(CardKey::Passphrase, &[challenge; 32]);
        response.unwrap().to_vec()
    }

    /// Computed with `head -c 32 /dev/zero | openssl mac -digest SHA256 -macopt
    /// hexkey:0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b HMAC`.
    #[test]
    fn a_card_responds_with_an_hmac() {
        let card = SoftwareCard::parse(TEXT).unwrap();
        assert_eq!(card.serial().to_string(), "12345678");
        assert_eq!(
            hex::encode(response(&card, 0)),
            "abf0195cf7a503e61897b7bb6f36beb7713f7bbf6a6c68ad4b5059da47670135"
        );
    }

    #[test]
    fn a_card_is_read_back_as_it_was_written() {
        let mut card =
            SoftwareCard::generate(&"Bob".parse().unwrap(), &Identifiers::random()).unwrap();
        let array = Uuid::new_v4();
        let key = card.make_key(array).unwrap();
        let other = card.make_key(Uuid::new_v4()).unwrap();
        let newest = card.make_key(array).unwrap();
        let mut again = SoftwareCard::parse(&card.to_text()).unwrap();
        assert_eq!(response(&card, 1), response(&again, 1));
        assert_eq!(again.keys(array), [newest, key, CardKey::Passphrase]);
        for key in [key, other, newest] {
            assert_eq!(
                card.respond(key, &[1; 32]).unwrap(),
                again.respond(key, &[1; 32]).unwrap()
            );
        }
        again.delete_key(key);
        assert!(again.respond(key, &[1; 32]).is_none());
        assert_eq!(again.keys(array), [newest, CardKey::Passphrase]);
        let alice = SoftwareCard::parse(TEXT).unwrap().to_text();
        assert_eq!(SoftwareCard::parse(&alice).unwrap().to_text(), alice);
    }

    #[test]
    fn other_cards_keys_and_challenges_have_other_responses() {
        let name = "card".parse().unwrap();
        let (mut a, b) = (
            SoftwareCard::generate(&name, &Identifiers::random()).unwrap(),
            SoftwareCard::generate(&name, &Identifiers::random()).unwrap(),
        );
        assert_ne!(response(&a, 1), response(&b, 1));
        assert_ne!(response(&a, 1), response(&a, 2));
        let key = a.make_key(Uuid::nil()).unwrap();
        assert_ne!(a.respond(key, &[1; 32]).unwrap().to_vec(), response(&a, 1));
    }

    #[test]
    fn what_is_no_card() {
        let wrong = [
            String::new(),
            TEXT.replace("card 1", "card 2"),
            TEXT.replace("card 1", "card 3"),
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
    fn any_byte_that_is_altered_is_damage() {
        let mut card =
            SoftwareCard::generate(&"Bob".parse().unwrap(), &Identifiers::random()).unwrap();
        card.make_key(Uuid::nil()).unwrap();
        let text = card.to_text();
        for position in 0..text.len() - 1 {
            let mut altered = text.as_bytes().to_vec();
            altered[position] ^= 1;
            let altered = String::from_utf8(altered).unwrap();
            assert!(SoftwareCard::parse(&altered).is_none(), "{altered}");
        }
        for length in 0..text.len() - 1 {
            assert!(SoftwareCard::parse(&text[..length]).is_none(), "{length}");
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
