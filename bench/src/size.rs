//! The size of each binary.

use anyhow::{Context, Result};
use pure_tests::binaries::COMMANDS;

use crate::figure::{Figure, Goal};
use crate::stand::Stand;

const LIMIT: f64 = 6_000_000.0;

/// The stripped release binaries beside the six megabytes they may take.
pub(crate) fn measure(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    for name in COMMANDS {
        let path = stand.binary(name);
        let size = path
            .metadata()
            .with_context(|| path.display().to_string())?
            .len() as f64;
        found(Figure {
            measured: format!("size of `{name}`, stripped"),
            peer: "6 MB".to_owned(),
            ours: format!("{:.2} MB", size / 1e6),
            theirs: "6 MB".to_owned(),
            ratio: size / LIMIT,
            goal: Goal::AtMost(1.0),
        });
    }
    Ok(())
}
