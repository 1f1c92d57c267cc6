//! What the token gives, asked at this moment.

use super::{Kind, Token, TokenError, kmip, row, smart_card};
use crate::ground::Array;
use crate::key::{ExternalSecret, Seal};
use crate::noun::kmip_server::{Timeouts, TokenKeyMaterial};

/// What the security token gives now: nothing when there is none, its external secret when its key is
/// Active and the one that the array was locked with.
///
/// # Errors
/// Why the token does not give the secret.
pub(crate) fn external_secret(array: &Array) -> Result<Seal, TokenError> {
    match row::token(array)? {
        None => Ok(Seal::None),
        Some(token) => check(array, &token, Timeouts::Operation).map(|material| seal(&material)),
    }
}

/// The key of the token, when it is the right one.
pub(crate) fn check(
    array: &Array,
    token: &Token,
    timeouts: Timeouts,
) -> Result<TokenKeyMaterial, TokenError> {
    match &token.kind {
        Kind::Kmip(server) => kmip::fetch(array, server, token, timeouts),
        Kind::SmartCard => smart_card::ask(array, token),
    }
}

pub(crate) fn seal(material: &TokenKeyMaterial) -> Seal {
    let secret = material.external_secret();
    crate::ground::fault::disclose("external secret", secret.as_slice());
    Seal::External(ExternalSecret::new(secret))
}
