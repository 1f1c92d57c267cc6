//! `purearray replace security-token`

use pure_console::{Outcome, emit_done};
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
    let token = purity.replace_token(source)?;
    emit_done(rows::TOKEN, [Ok(rows::token(&token))], &options.output)?;
    Ok(Outcome::Done)
}
