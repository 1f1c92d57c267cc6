//! `purearray enable security-token`

use pure_console::{Outcome, emit_done, working};
use pure_core::Purity;
use pure_core::operation::TokenSource;

use crate::cli::Enable;
use crate::rows;

pub(crate) fn run(purity: &Purity, options: &Enable) -> anyhow::Result<Outcome> {
    options.output.check(rows::TOKEN)?;
    let source = match &options.kmip {
        Some(name) => TokenSource::Kmip(purity.kmip_server(name)?),
        None => TokenSource::SmartCard,
    };
    let token = working("Locking the array with a new key", || {
        purity.enable_token(source)
    })?;
    emit_done(rows::TOKEN, [Ok(rows::token(&token))], &options.output)?;
    Ok(Outcome::Done)
}
