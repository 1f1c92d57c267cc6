//! `purearray rename`

use pure_console::{Outcome, emit, on};
use pure_core::{Array, power};

use crate::cli::Rename;
use crate::rows;

pub(crate) fn run(array: Array, wish: &Rename) -> anyhow::Result<Outcome> {
    wish.output.check(rows::ARRAY)?;
    power::unlocked(&array)?;
    let renamed = on(array.name().clone(), array.rename(&wish.name))?;
    emit(rows::ARRAY, [Ok(rows::array(&renamed)?)], &wish.output)?;
    Ok(Outcome::Done)
}
