//! `purearray disable security-token`

use pure_console::{Outcome, emit_done};
use pure_core::Purity;

use crate::cli::Disable;
use crate::rows;

pub(crate) fn run(purity: &Purity, options: &Disable) -> anyhow::Result<Outcome> {
    options.output.check(rows::STATUS)?;
    purity.disable_token()?;
    let row = rows::status(None, "disabled");
    emit_done(rows::STATUS, [Ok(row)], &options.output)?;
    Ok(Outcome::Done)
}
