//! `purekmip delete`

use pure_console::{Batch, Outcome, working};
use pure_core::Purity;

use crate::cli;

/// Deletes KMIP servers. Success is silent.
pub(crate) fn run(purity: &Purity, options: &cli::Delete) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    for name in &options.names {
        let label = format!("Deleting {name}");
        let delete = || purity.delete_kmip_server(name, options.force);
        batch.run(name, || working(&label, delete));
    }
    Ok(batch.outcome())
}
