//! The key on a KMIP server that the array is sealed with.

use rusqlite::{Connection, OptionalExtension};

use super::TokenError;
use crate::noun::kmip_server::{KmipServerId, SealedKey};

/// The key that the array is sealed with, when it lies on that KMIP server.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn sealed_key(
    db: &Connection,
    server: KmipServerId,
) -> Result<Option<SealedKey>, TokenError> {
    let row: Option<(String, String, String)> = db
        .prepare_cached("SELECT key_id, key_name, signature FROM token WHERE kmip_server = ?1")?
        .query_row([server.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    row.map(|(id, name, signature)| {
        let signature = signature.parse().map_err(|_| TokenError::Damaged)?;
        Ok(SealedKey {
            id,
            name,
            signature,
        })
    })
    .transpose()
}
