//! The size of each binary.

use anyhow::{Context, Result};
use pure_tests::binaries::COMMANDS;

use crate::figure::{Figure, Goal};
use crate::fixture::Fixture;

/// The stripped release binaries beside the megabytes they may take: `puresim` holds all the doors.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    for name in COMMANDS {
        let limit = if name == "puresim" { 16 } else { 8 };
        let path = fixture.binary(name);
        let size = path
            .metadata()
            .with_context(|| path.display().to_string())?
            .len() as f64;
        found(Figure {
            measured: format!("size of `{name}`, stripped"),
            peer: format!("{limit} MB"),
            ours: format!("{:.2} MB", size / 1e6),
            theirs: format!("{limit} MB"),
            ratio: size / (f64::from(limit) * 1e6),
            goal: Goal::AtMost(1.0),
        });
    }
    Ok(())
}
