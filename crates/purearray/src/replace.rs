//! `purearray replace security-token`

use pure_console::{Outcome, emit, warn};
use pure_core::token::{Kind, Source, TokenError};
use pure_core::{Array, power, token};

use crate::cli::Replace;
use crate::rows;
use crate::source::source;

pub(crate) fn run(array: &Array, wish: &Replace) -> anyhow::Result<Outcome> {
    wish.output.check(rows::TOKEN)?;
    let present = token::token(array)?.ok_or(TokenError::NotEnabled)?;
    // Without --kmip the new key comes from where the old one is.
    let source = match (&wish.kmip, present.kind) {
        (None, Kind::Kmip(server)) => Source::Kmip(*server),
        (kmip, _) => source(array, kmip.as_ref())?,
    };
    let exclusive = array.exclusive()?;
    let unlocked = power::unlocked(array)?;
    let replaced = token::replace(array, &exclusive, &unlocked, source);
    // The old key, or a new one that was made in vain.
    for notice in token::sweep(array, &exclusive)? {
        warn(notice);
    }
    emit(rows::TOKEN, [Ok(rows::token(&replaced?))], &wish.output)?;
    Ok(Outcome::Done)
}
