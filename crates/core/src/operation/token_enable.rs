//! Enabling the token: the array is sealed with an external secret from now on.

use super::old_key::OldKey;
use super::reseal::reseal;
use super::{OperationError, Running};
use crate::ground::{Array, Notice};
use crate::key::{Generation, Seal};
use crate::noun::data;
use crate::noun::drive;
use crate::noun::kmip_server::{KmipServer, TokenKeyMaterial};
use crate::noun::log::{self, Event};
use crate::noun::token::{self, Kind, Token, TokenError};

/// Where the token's key comes from.
#[derive(Clone, Debug)]
pub enum TokenSource {
    /// A new key on that KMIP server.
    Kmip(KmipServer),
    /// The smart card in the array's port.
    SmartCard,
}

impl TokenSource {
    /// Where the key of that token is.
    pub(super) fn of(token: &Token) -> Self {
        match &token.kind {
            Kind::Kmip(server) => Self::Kmip((**server).clone()),
            Kind::SmartCard => Self::SmartCard,
        }
    }

    /// Whether the token changes from one card to another. The port has room for one card. The array runs,
    /// and its keys are in its memory: it can be locked with the card that is there, whatever has become of
    /// the old one.
    pub(super) fn changes_cards(&self, array: &Array, old: &Token) -> Result<bool, TokenError> {
        Ok(matches!(self, Self::SmartCard) && token::is_other_card(array, old)?)
    }
}

/// Makes a key, or asks the card, and seals the array with it.
///
/// # Errors
/// When the token is enabled already, the key cannot be made, or the array cannot be sealed. Nothing is
/// changed then; a key that was made is an orphan.
pub(crate) fn enable_token(
    running: &Running<'_>,
    source: TokenSource,
) -> Result<Token, OperationError> {
    let array = running.array();
    if token::token(array)?.is_some() {
        return Err(TokenError::Enabled.into());
    }
    let (token, material) = make(array, source)?;
    install(running, &token, &token::seal(&material), None)?;
    tell_old_copies(array);
    Ok(token)
}

/// Says of an array with data what opens that without the token.
fn tell_old_copies(array: &Array) {
    if data::has_volumes(array).unwrap_or(false) {
        array.context().tell(&Notice::OldCopiesOpen);
    }
}

/// A new token.
pub(super) fn make(
    array: &Array,
    source: TokenSource,
) -> Result<(Token, TokenKeyMaterial), TokenError> {
    match source {
        TokenSource::Kmip(server) => token::create_key(array, server),
        TokenSource::SmartCard => token::take_card(array),
    }
}

/// Seals the array with a token, in the place of `old` when there was one.
pub(super) fn install(
    running: &Running<'_>,
    token: &Token,
    seal: &Seal,
    old: Option<(&Token, OldKey)>,
) -> Result<(), OperationError> {
    let array = running.array();
    let verb = if old.is_some() { "replaced" } else { "enabled" };
    let devices = drive::present(array)?.devices;
    let done = reseal(running, seal, devices, |tx| {
        token::write(tx, token)?;
        token::intent::commit(tx, token)?;
        if let Some((old, fate)) = old {
            fate.retire(array, tx, old)?;
        }
        let history = token.history(verb);
        log::append(array, tx, Event::Token, token.subject(), &history)?;
        Ok(())
    });
    forget_unused(array, sealing(done), token, old)
}

/// Has the card forget the key that does not count: the old one once the new one does, the new one when
/// it does not come to count. While that is not known, both stay.
fn forget_unused(
    array: &Array,
    done: Result<Generation, OperationError>,
    new: &Token,
    old: Option<(&Token, OldKey)>,
) -> Result<(), OperationError> {
    match &done {
        Ok(_) => old
            .into_iter()
            .for_each(|(old, fate)| fate.part(array, old)),
        Err(error) if error.is_commit_unknown() => {}
        Err(_) => token::forget_card_key(array, new),
    }
    done.map(drop)
}

/// Says of an error of the keys that the array was being sealed.
pub(super) fn sealing(
    done: Result<Generation, OperationError>,
) -> Result<Generation, OperationError> {
    done.map_err(|error| match error {
        OperationError::Key(error) => TokenError::Key(error).into(),
        error => error,
    })
}
