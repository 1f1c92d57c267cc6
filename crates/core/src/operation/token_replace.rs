//! Replacing the token's key by a new one.

use super::old_key::OldKey;
use super::token_enable::{TokenSource, install, make};
use super::{OperationError, Running};
use crate::noun::token::{self, Token, TokenError};

/// Makes a new key and seals the array with it. At every moment one of the two keys opens the array:
/// the old one until the new generation counts, the new one from then on. Without a source the new key
/// comes from where the old one is. A copy of the card from before does not have the new key. Before
/// anything is made, it says which exports are of no use then.
///
/// # Errors
/// When the token is not enabled, its present key is not the one that the array was locked with (which
/// is not asked of a card when another one is in the port), the new one cannot be made, or the array
/// cannot be sealed. The old key counts then.
pub(crate) fn replace_token(
    running: &Running<'_>,
    source: Option<TokenSource>,
    old_key: OldKey,
) -> Result<Token, OperationError> {
    let array = running.array();
    let mut old = token::token(array)?.ok_or(TokenError::NotEnabled)?;
    let source = source.unwrap_or_else(|| TokenSource::of(&old));
    if !source.changes_cards(array, &old)? {
        (old, _) = token::confirm(array, old)?;
    }
    old_key.announce(array, &old)?;
    let (new, material) = make(array, source)?;
    let seal = token::seal(&material);
    install(running, &new, &seal, Some((&old, old_key)))?;
    Ok(new)
}
