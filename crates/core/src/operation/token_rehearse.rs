//! Whether the array could be unlocked after a change of its token: nothing is changed.

use super::OperationError;
use super::kmip_server_test::test_kmip_server;
use super::old_key::OldKey;
use super::token_enable::TokenSource;
use crate::ground::Array;
use crate::key::{KeyError, Threshold};
use crate::noun::card;
use crate::noun::drive::{self, Kind as DriveKind};
use crate::noun::kmip_server::{Attempt, KeyManagerError, KmipServer, Timeouts};
use crate::noun::power;
use crate::noun::token::{self, TokenError};

/// Whether the array could be unlocked after its token's key is replaced by one from `source`; without,
/// from where the old one is. That the key manager makes a key and gives it back is not tried.
///
/// # Errors
/// Why it could not, or why there would be no change.
pub(crate) fn rehearse_token_replacement(
    array: &Array,
    source: Option<TokenSource>,
    old_key: OldKey,
) -> Result<(), OperationError> {
    power::unlocked(array)?;
    let old = token::token(array)?.ok_or(TokenError::NotEnabled)?;
    let source = source.unwrap_or_else(|| TokenSource::of(&old));
    if !source.changes_cards(array, &old)? {
        token::check(array, &old, Timeouts::Operation)?;
    }
    match &source {
        TokenSource::Kmip(server) => can_be_used(array, server)?,
        TokenSource::SmartCard if card::in_port(array)?.is_none() => {
            return Err(TokenError::PortEmpty.into());
        }
        TokenSource::SmartCard => {}
    }
    can_be_sealed(array)?;
    old_key.announce(array, &old)
}

/// Whether the array could be unlocked after its token is disabled.
///
/// # Errors
/// Why it could not, or why there would be no change.
pub(crate) fn rehearse_token_removal(array: &Array, old_key: OldKey) -> Result<(), OperationError> {
    power::unlocked(array)?;
    let old = token::token(array)?.ok_or(TokenError::NotEnabled)?;
    token::check(array, &old, Timeouts::Operation)?;
    can_be_sealed(array)?;
    old_key.announce(array, &old)
}

/// Whether the key manager takes the array, at one of its URIs.
fn can_be_used(array: &Array, server: &KmipServer) -> Result<(), OperationError> {
    let test = test_kmip_server(array, server)?;
    if test.serving().is_some() {
        return Ok(());
    }
    let failed = test.results.into_iter().filter_map(|result| {
        let diagnosis = result.verdict.err()?;
        let uri = result.uri;
        Some(Attempt { uri, diagnosis })
    });
    Err(TokenError::NotMade {
        server: server.name.clone(),
        source: KeyManagerError {
            attempts: failed.collect(),
        },
    }
    .into())
}

/// Whether a new array key can be shared over the drives that are there.
fn can_be_sealed(array: &Array) -> Result<(), OperationError> {
    let devices = drive::present(array)?.devices;
    let ssds = devices
        .iter()
        .filter(|device| device.row.bay.kind() == DriveKind::Ssd)
        .count();
    match Threshold::new(ssds) {
        Some(_) => Ok(()),
        None => Err(KeyError::ShareCount(ssds).into()),
    }
}
