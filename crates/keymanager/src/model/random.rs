//! Where UUIDs and key material come from: the system, or a seed for reproducible transcripts.
//!
//! The seed lies in the database, so that later commands go on with it. It is no secret: who seeds a
//! key manager declares that its keys protect nothing.

use aws_lc_rs::{hkdf, rand};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Builder;
use zeroize::Zeroizing;

use crate::error::KeyManagerError;

/// Fills `out` from the system, or with the next bytes that follow from the seed in the database.
pub(crate) fn fill(db: &Connection, out: &mut [u8]) -> Result<(), KeyManagerError> {
    let Some((seed, counter)) = seed(db)? else {
        return rand::fill(out).map_err(|_| KeyManagerError::MasterKey);
    };
    db.execute("UPDATE seed SET counter = counter + 1", [])?;
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"puresim key manager");
    let counter = counter.to_be_bytes();
    salt.extract(seed.as_bytes())
        .expand(&[counter.as_slice()], Length(out.len()))
        .and_then(|okm| okm.fill(out))
        .map_err(|_| KeyManagerError::MasterKey)
}

/// A UUID of version 4 (RFC 9562, section 5.4).
pub(crate) fn uuid(db: &Connection) -> Result<String, KeyManagerError> {
    let mut bytes = [0; 16];
    fill(db, &mut bytes)?;
    Ok(Builder::from_random_bytes(bytes).into_uuid().to_string())
}

/// Key material of that many bytes.
pub(crate) fn material(
    db: &Connection,
    length: usize,
) -> Result<Zeroizing<Vec<u8>>, KeyManagerError> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    fill(db, &mut bytes)?;
    Ok(bytes)
}

/// Makes everything from now on follow from `seed`.
///
/// # Errors
/// When the key manager already holds anything that does not follow from it.
pub(crate) fn set(db: &Connection, wanted: &str) -> Result<(), KeyManagerError> {
    match seed(db)? {
        Some((known, _)) if known == wanted => return Ok(()),
        Some(_) => {
            let reason = "The key manager was started with another seed. Use the same seed again.";
            return Err(KeyManagerError::Seed(reason));
        }
        None => {}
    }
    let used: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM account)", [], |row| {
        row.get(0)
    })?;
    if used {
        let reason = "The key manager holds real keys, and a seed would make new ones guessable. \
            Start it without --seed, or in a fresh home.";
        return Err(KeyManagerError::Seed(reason));
    }
    db.execute(
        "INSERT INTO seed (one, text, counter) VALUES (1, ?1, 0)",
        params![wanted],
    )?;
    Ok(())
}

/// Whether everything follows from a seed.
pub(crate) fn is_set(db: &Connection) -> Result<bool, KeyManagerError> {
    Ok(seed(db)?.is_some())
}

fn seed(db: &Connection) -> rusqlite::Result<Option<(String, u64)>> {
    let mut statement = db.prepare_cached("SELECT text, counter FROM seed")?;
    statement
        .query_row([], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
        })
        .optional()
}

/// The length of what HKDF gives, in bytes.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}
