//! Replacing the token's key by a new one.

use super::token_enable::{TokenSource, install, make};
use super::{OperationError, Running};
use crate::noun::kmip_server::Timeouts;
use crate::noun::token::{self, Kind, Token, TokenError};

/// Makes a new key and seals the array with it. At every moment one of the two keys opens the array:
/// the old one until the new generation counts, the new one from then on. Without a source the new key
/// comes from where the old one is.
///
/// # Errors
/// When the token is not enabled, its present key is not the one that the array was locked with, the new
/// one cannot be made, or the array cannot be sealed. The old key counts then.
pub(crate) fn replace_token(
    running: &Running<'_>,
    source: Option<TokenSource>,
) -> Result<Token, OperationError> {
    let array = running.array();
    let old = token::token(array)?.ok_or(TokenError::NotEnabled)?;
    token::check(array, &old, Timeouts::Operation)?;
    let source = source.unwrap_or_else(|| match &old.kind {
        Kind::Kmip(server) => TokenSource::Kmip((**server).clone()),
        Kind::SmartCard => TokenSource::SmartCard,
    });
    let (new, material) = make(array, source)?;
    install(running, &new, &token::seal(&material), Some(&old))?;
    Ok(new)
}
