//! Enabling the token: the array is sealed with an external secret from now on.

use super::{Token, TokenError, intent, kmip, row, secret, smart_card};
use crate::Array;
use crate::array::Exclusive;
use crate::key::{Seal, reseal};
use crate::kmip_server::{KmipServer, TokenKeyMaterial};
use crate::log::{self, Event};
use crate::power::Unlocked;

/// Where the token's key comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A new key on that KMIP server.
    Kmip(KmipServer),
    /// The smart card in the array's port.
    SmartCard,
}

/// Makes a key, or asks the card, and seals the array with it.
///
/// # Errors
/// When the token is enabled already, the key cannot be made, or the array cannot be sealed. Nothing is
/// changed then; a key that was made is destroyed by the next command of the token.
pub fn enable(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    source: Source,
) -> Result<Token, TokenError> {
    if row::token(array)?.is_some() {
        return Err(TokenError::Enabled);
    }
    let (token, material) = make(array, source)?;
    install(
        array,
        exclusive,
        unlocked,
        &token,
        &secret::seal(&material),
        None,
    )?;
    Ok(token)
}

/// A new token.
pub(super) fn make(array: &Array, source: Source) -> Result<(Token, TokenKeyMaterial), TokenError> {
    match source {
        Source::Kmip(server) => kmip::create(array, server),
        Source::SmartCard => smart_card::take(array),
    }
}

/// Seals the array with a token, in the place of `old` when there was one.
pub(super) fn install(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    token: &Token,
    seal: &Seal,
    old: Option<&Token>,
) -> Result<(), TokenError> {
    let verb = if old.is_some() { "replaced" } else { "enabled" };
    reseal(array, exclusive, unlocked, seal, |tx, now| {
        row::write(tx, token)?;
        intent::fulfil(tx, token)?;
        if let Some(old) = old {
            intent::abandon(tx, old)?;
        }
        Ok::<_, TokenError>(log::append(
            tx,
            now,
            Event::Token,
            token.subject(),
            &token.told(verb),
        )?)
    })?;
    Ok(())
}
