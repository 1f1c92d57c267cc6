//! `purearray disable security-token`

use pure_console::{Outcome, emit_done, working, would_unlock};
use pure_core::Purity;

use crate::cli::Disable;
use crate::rows;

pub(crate) fn run(purity: &Purity, options: &Disable) -> anyhow::Result<Outcome> {
    options.output.check(rows::STATUS)?;
    let old_key = options.change.old_key();
    if options.change.dry_run {
        working("Trying the change", || {
            purity.rehearse_token_removal(old_key)
        })?;
        would_unlock(&purity.identity()?.name);
        return Ok(Outcome::Done);
    }
    working("Unlocking the array for good", || {
        purity.disable_token(old_key)
    })?;
    let row = rows::status(None, "disabled");
    emit_done(rows::STATUS, [Ok(row)], &options.output)?;
    Ok(Outcome::Done)
}
