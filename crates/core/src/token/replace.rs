//! Replacing the token's key by a new one.

use super::enable::{Source, install, make};
use super::{Token, TokenError, row, secret};
use crate::Array;
use crate::array::Exclusive;
use crate::kmip_server::Patience;
use crate::power::Unlocked;

/// Makes a new key and seals the array with it. At every moment one of the two keys opens the array:
/// the old one until the new generation counts, the new one from then on.
///
/// # Errors
/// When the token is not enabled, its present key is not the one that the array was locked with, the new
/// one cannot be made, or the array cannot be sealed. The old key counts then.
pub fn replace(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
    source: Source,
) -> Result<Token, TokenError> {
    let old = row::token(array)?.ok_or(TokenError::NotEnabled)?;
    secret::check(array, &old, Patience::Long)?;
    let (token, material) = make(array, source)?;
    install(
        array,
        exclusive,
        unlocked,
        &token,
        &secret::seal(&material),
        Some(&old),
    )?;
    Ok(token)
}
