//! An array in one file, encrypted under a passphrase, to be carried to another home or machine.
//!
//! ```text
//! header   8 bytes  "PUREARR\x01"
//!         16 bytes  the salt, random
//! chunks            a tar archive (POSIX.1-2001, pax) in AES-256-GCM, see `stream`
//! ```
//!
//! The key is derived from the passphrase by PBKDF2-HMAC-SHA-256 (RFC 8018, section 5.2) over the
//! salt. The archive holds the database, the drives and the volumes; what is in the array's memory
//! is not in it, so an imported array boots first, with its security token if it has one. Its name
//! is beside them, in a file of its own.

mod copy;
mod error;
mod export;
mod import;
mod manifest;
mod staging_folder;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use aws_lc_rs::pbkdf2;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

pub use error::ArchiveError;
pub(crate) use export::export;
pub use import::ImportOptions;
pub(crate) use import::import;
pub(super) use manifest::Manifest;
pub(super) use staging_folder::StagingFolder;

use crate::ground::fault::disclose;
use crate::noun::data::VolumeId;
use crate::noun::drive::Bay;

const KIND: &[u8; 8] = b"PUREARR\x01";

pub(super) const DATABASE: &str = "array.db";
pub(super) const DRIVES: &str = "drives";
pub(super) const VOLUMES: &str = "data";
pub(super) const NAME: &str = "name";

/// What OWASP's Password Storage Cheat Sheet asks for with SHA-256.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(600_000).expect("it is not zero");

/// A passphrase that is long enough for a file that holds private keys: 12 characters.
#[derive(Debug)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// The fewest characters it has.
    pub const MIN: usize = 12;

    /// Takes a text as a passphrase.
    ///
    /// # Errors
    /// When it has fewer than [`Passphrase::MIN`] characters.
    pub fn new(text: SecretString) -> Result<Self, ArchiveError> {
        if text.expose_secret().chars().count() < Self::MIN {
            return Err(ArchiveError::ShortPassphrase);
        }
        Ok(Self(text))
    }

    /// The key of the archive of that salt: 32 bytes.
    fn key(&self, salt: &[u8; 16]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        pbkdf2::derive(
            pbkdf2::PBKDF2_HMAC_SHA256,
            ITERATIONS,
            salt,
            self.0.expose_secret().as_bytes(),
            key.as_mut_slice(),
        );
        disclose("key of an export", key.as_slice());
        key
    }
}

/// A file of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Its name; exports of release 0.1 have it in the database.
    Name,
    Database,
    Drive(Bay),
    Volume(VolumeId),
}

impl Part {
    /// Its place in the array's folder, and in the archive.
    fn path(self) -> PathBuf {
        match self {
            Self::Name => NAME.into(),
            Self::Database => DATABASE.into(),
            Self::Drive(bay) => Path::new(DRIVES).join(bay.to_string()),
            Self::Volume(id) => Path::new(VOLUMES).join(id.to_string()),
        }
    }
}

impl FromStr for Part {
    type Err = ();

    /// Reads a place as [`Part::path`] gives it, and nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let part = match text.split_once('/') {
            None if text == NAME => Self::Name,
            None => Self::Database,
            Some((DRIVES, bay)) => Self::Drive(bay.parse().map_err(|_| ())?),
            Some((_, id)) => Self::Volume(id.parse().map_err(|_| ())?),
        };
        (part.path() == Path::new(text)).then_some(part).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_places_of_parts_are_read() {
        let id = "8d0f4a52-5f0e-4d6c-9c1e-3b8a2f6d7e10";
        for place in ["name", "array.db", "drives/CH0.BAY3", &format!("data/{id}")] {
            assert_eq!(place.parse::<Part>().unwrap().path(), Path::new(place));
        }
        for place in [
            "",
            "array.db-wal",
            "/array.db",
            "../array.db",
            "drives/../array.db",
            "drives/CH0.BAY250",
            "drives/CH0.BAY3/x",
            "data/8D0F4A52-5F0E-4D6C-9C1E-3B8A2F6D7E10",
            &format!("else/{id}"),
        ] {
            assert_eq!(place.parse::<Part>(), Err(()), "{place}");
        }
    }
}
