//! `purecert construct`

use pure_console::{Batch, Outcome, done, emit_text, working};
use pure_core::Purity;
use pure_core::certificate::Request;

use crate::cli;

/// Prints certificate signing requests, one after another.
pub(crate) fn run(purity: &Purity, options: &cli::Construct) -> anyhow::Result<Outcome> {
    let request = Request {
        subject: options.attributes.changes(),
        alternative_names: options.attributes.subject_alternative_names.clone(),
        new_key: options.new_key,
    };
    let mut batch = Batch::new();
    for name in &options.names {
        let construct = || purity.certificate_request(name, &request);
        let label = format!("Making a request of {name}");
        let made = batch.run(name, || working(&label, construct));
        done(emit_text(&made.unwrap_or_default()))?;
    }
    Ok(batch.outcome())
}
