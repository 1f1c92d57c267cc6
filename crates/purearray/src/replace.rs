//! `purearray replace security-token`

use pure_console::{Outcome, emit_done, working, would_unlock};
use pure_core::Purity;
use pure_core::operation::TokenSource;

use crate::cli::Replace;
use crate::rows;

pub(crate) fn run(purity: &Purity, options: &Replace) -> anyhow::Result<Outcome> {
    options.output.check(rows::TOKEN)?;
    let source = match &options.kmip {
        Some(name) => Some(TokenSource::Kmip(purity.kmip_server(name)?)),
        None => options.smart_card.then_some(TokenSource::SmartCard),
    };
    let old_key = options.change.old_key();
    if options.change.dry_run {
        let rehearse = || purity.rehearse_token_replacement(source, old_key);
        working("Trying the change", rehearse)?;
        would_unlock(&purity.identity()?.name);
        return Ok(Outcome::Done);
    }
    let replace = || purity.replace_token(source, old_key);
    let token = working("Replacing the key", replace)?;
    emit_done(rows::TOKEN, [Ok(rows::token(&token))], &options.output)?;
    Ok(Outcome::Done)
}
