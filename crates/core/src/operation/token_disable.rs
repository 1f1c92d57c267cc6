//! Disabling the token: the array opens with its drives alone from now on.

use super::old_key::OldKey;
use super::reseal::reseal;
use super::token_enable::sealing;
use super::{OperationError, Running};
use crate::key::Seal;
use crate::noun::drive;
use crate::noun::log::{self, Event};
use crate::noun::token::{self, TokenError};

/// Seals the array without a token. Before it does, it says which exports are of no use then.
///
/// # Errors
/// When the token is not enabled, its key is not the one that the array was locked with, or the array
/// cannot be sealed. Nothing is changed then.
pub(crate) fn disable_token(running: &Running<'_>, old_key: OldKey) -> Result<(), OperationError> {
    let array = running.array();
    let old = token::token(array)?.ok_or(TokenError::NotEnabled)?;
    let (old, _) = token::confirm(array, old)?;
    old_key.announce(array, &old)?;
    let devices = drive::present(array)?.devices;
    let done = reseal(running, &Seal::None, devices, |tx| {
        token::delete(tx)?;
        old_key.retire(array, tx, &old)?;
        let history = old.history("disabled");
        log::append(array, tx, Event::Token, old.subject(), &history)?;
        Ok(())
    });
    sealing(done)?;
    old_key.part(array, &old);
    Ok(())
}
