//! Where UUIDs and key material come from: the system, or a seed for reproducible transcripts.
//!
//! The seed is in the database, so that later commands continue with it. Whoever seeds a key manager declares
//! that its keys protect nothing.

use aws_lc_rs::{hkdf, rand};
use uuid::Builder;
use zeroize::Zeroizing;

use super::KeyManagerError;
use crate::store::{StoreError, Tx};

/// Fills `out` from the system, or with the next bytes that follow from the seed in the database.
fn fill(tx: Tx<'_>, out: &mut [u8]) -> Result<(), StoreError> {
    let Some(seed) = tx.seed()? else {
        return rand::fill(out).map_err(|_| StoreError::MasterKey);
    };
    tx.count_use_of_seed()?;
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"puresim key manager");
    let counter = seed.counter.to_be_bytes();
    salt.extract(seed.text.as_bytes())
        .expand(&[counter.as_slice()], Length(out.len()))
        .and_then(|okm| okm.fill(out))
        .map_err(|_| StoreError::MasterKey)
}

/// A UUID of version 4 (RFC 9562, section 5.4).
pub(crate) fn uuid(tx: Tx<'_>) -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    fill(tx, &mut bytes)?;
    Ok(Builder::from_random_bytes(bytes).into_uuid().to_string())
}

/// Key material of that many bytes.
pub(crate) fn bytes(tx: Tx<'_>, length: usize) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    fill(tx, &mut bytes)?;
    Ok(bytes)
}

/// Makes everything from now on follow from `seed`.
///
/// # Errors
/// When the key manager already holds anything that does not follow from it.
pub(crate) fn set_seed(tx: Tx<'_>, seed: &str) -> Result<(), KeyManagerError> {
    match tx.seed()? {
        Some(known) if known.text == seed => return Ok(()),
        Some(_) => {
            let reason = "The key manager was started with another seed. Use the same seed again.";
            return Err(KeyManagerError::Seed(reason));
        }
        None => {}
    }
    if tx.has_accounts()? {
        let reason = "The key manager holds real keys, and a seed would make new ones guessable. \
            Use a new home.";
        return Err(KeyManagerError::Seed(reason));
    }
    Ok(tx.insert_seed(seed)?)
}

/// The length of what HKDF gives, in bytes.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}
