//! Replacing the token's key by a new one.

use super::token_enable::{TokenSource, install, make};
use super::{OperationError, Running};
use crate::noun::token::{self, Kind, Token, TokenError};

/// Makes a new key and seals the array with it. At every moment one of the two keys opens the array:
/// the old one until the new generation counts, the new one from then on. Without a source the new key
/// comes from where the old one is. A copy of the card from before does not have the new key.
///
/// # Errors
/// When the token is not enabled, its present key is not the one that the array was locked with (which
/// is not asked of a card when another one is in the port), the new one cannot be made, or the array
/// cannot be sealed. The old key counts then.
pub(crate) fn replace_token(
    running: &Running<'_>,
    source: Option<TokenSource>,
) -> Result<Token, OperationError> {
    let array = running.array();
    let mut old = token::token(array)?.ok_or(TokenError::NotEnabled)?;
    let source = source.unwrap_or_else(|| match &old.kind {
        Kind::Kmip(server) => TokenSource::Kmip((**server).clone()),
        Kind::SmartCard => TokenSource::SmartCard,
    });
    // The port has room for one card. The array runs, and its keys are in its memory: it can be locked
    // with the card that is there, whatever has become of the old one.
    let changes_cards =
        matches!(source, TokenSource::SmartCard) && token::is_other_card(array, &old)?;
    if !changes_cards {
        (old, _) = token::confirm(array, old)?;
    }
    let (new, material) = make(array, source)?;
    install(running, &new, &token::seal(&material), Some(&old))?;
    Ok(new)
}
