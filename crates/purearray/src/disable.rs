//! `purearray disable security-token`

use pure_console::{Outcome, emit, warn};
use pure_core::{Array, power, token};

use crate::cli::Disable;
use crate::rows;

pub(crate) fn run(array: &Array, wish: &Disable) -> anyhow::Result<Outcome> {
    wish.output.check(rows::STATUS)?;
    let exclusive = array.exclusive()?;
    token::disable(array, &exclusive, &power::unlocked(array)?)?;
    for notice in token::sweep(array, &exclusive)? {
        warn(notice);
    }
    emit(
        rows::STATUS,
        [Ok(rows::status(None, "disabled"))],
        &wish.output,
    )?;
    Ok(Outcome::Done)
}
