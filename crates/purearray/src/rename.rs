//! `purearray rename`

use pure_console::{Outcome, emit_done};
use pure_core::Purity;

use crate::cli::Rename;
use crate::rows;

pub(crate) fn run(purity: Purity, options: &Rename) -> anyhow::Result<Outcome> {
    options.output.check(rows::ARRAY)?;
    let renamed = purity.rename(&options.name)?;
    emit_done(rows::ARRAY, [Ok(rows::array(&renamed))], &options.output)?;
    Ok(Outcome::Done)
}
