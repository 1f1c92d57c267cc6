//! `purearray enable security-token`

use pure_console::{Outcome, emit, warn};
use pure_core::{Array, power, token};

use crate::cli::Enable;
use crate::rows;
use crate::source::source;

pub(crate) fn run(array: &Array, wish: &Enable) -> anyhow::Result<Outcome> {
    wish.output.check(rows::TOKEN)?;
    let source = source(array, wish.kmip.as_ref())?;
    let exclusive = array.exclusive()?;
    let unlocked = power::unlocked(array)?;
    let enabled = token::enable(array, &exclusive, &unlocked, source);
    // Also of a key that was made in vain.
    for notice in token::sweep(array, &exclusive)? {
        warn(notice);
    }
    emit(rows::TOKEN, [Ok(rows::token(&enabled?))], &wish.output)?;
    Ok(Outcome::Done)
}
