//! `purecert construct`

use pure_console::{Batch, Outcome};
use pure_core::Array;
use pure_core::certificate::{self, Request};

use crate::{cli, pem_text};

/// Prints certificate signing requests, one after another.
pub(crate) fn run(array: &Array, wish: &cli::Construct) -> anyhow::Result<Outcome> {
    let request = Request {
        subject: wish.attributes.changes(),
        alternative_names: wish.attributes.subject_alternative_names.clone(),
        new_key: wish.new_key,
    };
    let mut batch = Batch::new();
    for name in &wish.names {
        let made = batch.run(name, || {
            certificate::construct_request(array, name, &request)
        });
        pem_text::print(&made.unwrap_or_default())?;
    }
    Ok(batch.outcome())
}
