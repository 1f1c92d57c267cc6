//! Disabling the token: the array opens with its drives alone from now on.

use super::{TokenError, intent, row, secret};
use crate::Array;
use crate::array::Exclusive;
use crate::key::{Seal, reseal};
use crate::kmip_server::Patience;
use crate::log::{self, Event};
use crate::power::Unlocked;

/// Seals the array without a token.
///
/// # Errors
/// When the token is not enabled, its key is not the one that the array was locked with, or the array
/// cannot be sealed. Nothing is changed then.
pub fn disable(
    array: &Array,
    exclusive: &Exclusive,
    unlocked: &Unlocked,
) -> Result<(), TokenError> {
    let old = row::token(array)?.ok_or(TokenError::NotEnabled)?;
    secret::check(array, &old, Patience::Long)?;
    reseal(array, exclusive, unlocked, &Seal::None, |tx, now| {
        row::delete(tx)?;
        intent::abandon(tx, &old)?;
        let told = old.told("disabled");
        Ok::<_, TokenError>(log::append(tx, now, Event::Token, old.subject(), &told)?)
    })?;
    Ok(())
}
