//! `purecert delete`

use pure_console::{Batch, Outcome};
use pure_core::{Array, certificate};

use crate::cli;

/// Deletes certificates. As with every command of the array, what went well is not told.
pub(crate) fn run(array: &Array, wish: &cli::Delete) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    for name in &wish.names {
        batch.run(name, || certificate::delete(array, name));
    }
    Ok(batch.outcome())
}
