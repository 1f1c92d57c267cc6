//! API tokens: what a program comes in with. One a user; shown once, kept as a hash.

use aws_lc_rs::{digest, rand};
use jiff::Timestamp;
use rusqlite::params;
use secrecy::SecretString;
use uuid::Uuid;

use super::error::UserError;
use super::{User, UserName, table};
use crate::ground::Array;
use crate::ground::clock::Span;
use crate::noun::log::{self, Event};

/// A new API token: 122 random bits, written as a UUID.
#[derive(Debug)]
pub struct ApiToken {
    /// Whose it is.
    pub user: User,
    /// The token itself, which is shown now or never.
    pub token: SecretString,
}

/// By what a token is known again. It is random, so that a plain hash hides it.
pub(super) fn hash(token: &str) -> String {
    let digest = digest::digest(&digest::SHA256, token.as_bytes());
    hex::encode(digest)
}

/// Makes an API token for the user `name`, good for `lifetime`, or for good.
///
/// # Errors
/// When there is no such user, the user has one, or the array's state cannot be written.
pub(crate) fn create_token(
    array: &Array,
    name: &UserName,
    lifetime: Option<Span>,
) -> Result<ApiToken, UserError> {
    let mut random = [0; 16];
    rand::fill(&mut random).map_err(|_| UserError::NoRandom)?;
    let token = uuid::Builder::from_random_bytes(random).into_uuid();
    let token: String = Uuid::to_string(&token);
    let now = array.now();
    let expires = lifetime.and_then(|span| now.checked_add(span.duration()).ok());
    array.store().write(|tx| {
        let stored = table::stored(tx, name)?.ok_or(UserError::Missing)?;
        if stored.user.token.is_some_and(|token| token.is_good(now)) {
            return Err(UserError::TokenExists);
        }
        tx.execute(
            "INSERT OR REPLACE INTO api_token (user, hash, created, expires)
             VALUES (?1, ?2, ?3, ?4)",
            params![
                stored.id,
                hash(&token),
                now.as_second(),
                expires.map(Timestamp::as_second)
            ],
        )?;
        log::append(array, tx, Event::User, name.as_str(), "API token created")?;
        Ok(ApiToken {
            user: table::find(tx, name)?,
            token: token.into(),
        })
    })
}

/// Deletes the API token of the user `name`.
///
/// # Errors
/// When there is no such user, or the user has none.
pub(crate) fn delete_token(array: &Array, name: &UserName) -> Result<(), UserError> {
    array.store().write(|tx| {
        let stored = table::stored(tx, name)?.ok_or(UserError::Missing)?;
        if tx.execute("DELETE FROM api_token WHERE user = ?1", [stored.id])? == 0 {
            return Err(UserError::NoToken);
        }
        log::append(array, tx, Event::User, name.as_str(), "API token deleted")?;
        Ok(())
    })
}
