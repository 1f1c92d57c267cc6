//! What the token gives, asked at this moment.

use super::{Kind, Token, TokenError, kmip, row, smart_card};
use crate::ground::{Array, Notice};
use crate::key::{ExternalSecret, Seal};
use crate::noun::kmip_server::{Timeouts, TokenKeyMaterial};

/// What the security token gives now: nothing when there is none, its external secret when its key is
/// Active and the one that the array was locked with. A key that came back under another unique
/// identifier is remembered by that.
///
/// # Errors
/// Why the token does not give the secret.
pub(crate) fn external_secret(array: &Array) -> Result<Seal, TokenError> {
    match row::token(array)? {
        None => Ok(Seal::None),
        Some(token) => confirm(array, token).map(|(_, material)| seal(&material)),
    }
}

/// The token as its key manager or card confirms it, and its key. A key that came back under another
/// unique identifier is remembered by that.
///
/// # Errors
/// Why the token does not give the secret.
pub(crate) fn confirm(
    array: &Array,
    mut token: Token,
) -> Result<(Token, TokenKeyMaterial), TokenError> {
    let found = find(array, &token, Timeouts::Operation)?;
    if found.id != token.key_id {
        let (key, id) = (token.key_name.clone(), found.id.clone());
        array.context().tell(&Notice::KeyMoved { key, id });
        // Unlocking does not need it: the key is found the same way again.
        let _ = row::record_identifier(array, &token, &found.id);
        token.key_id = found.id;
    }
    Ok((token, found.material))
}

/// The key of the token, when it is the right one. Nothing is changed.
pub(crate) fn check(
    array: &Array,
    token: &Token,
    timeouts: Timeouts,
) -> Result<TokenKeyMaterial, TokenError> {
    find(array, token, timeouts).map(|found| found.material)
}

fn find(array: &Array, token: &Token, timeouts: Timeouts) -> Result<kmip::Fetched, TokenError> {
    match &token.kind {
        Kind::Kmip(server) => kmip::fetch(array, server, token, timeouts),
        Kind::SmartCard => smart_card::ask(array, token).map(|material| kmip::Fetched {
            id: token.key_id.clone(),
            material,
        }),
    }
}

pub(crate) fn seal(material: &TokenKeyMaterial) -> Seal {
    let secret = material.external_secret();
    crate::ground::fault::disclose("external secret", secret.as_slice());
    Seal::External(ExternalSecret::new(secret))
}
