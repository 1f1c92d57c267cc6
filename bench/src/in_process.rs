//! What `pure-load` measures within one process.

use anyhow::{Context, Result};

use crate::figure::Figure;
use crate::fixture::Fixture;

/// An array key split over as many drives as there can be, and combined.
pub(crate) fn sharing(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let [ours, alone] = numbers(fixture, "sharing")?;
    found(Figure::of_nanoseconds(
        "share and combine, 250 drives",
        "`vsss-rs` alone",
        [ours, alone],
        1.2,
    ));
    Ok(())
}

/// A response of KMIP decoded and encoded.
pub(crate) fn codec(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let [ours, theirs, copied] = numbers(fixture, "codec")?;
    found(Figure::of_nanoseconds(
        &format!("TTLV, decode and encode of a Get response (to copy it twice: {copied:.0} ns)"),
        "`kmip-ttlv`",
        [ours, theirs],
        0.2,
    ));
    Ok(())
}

/// What `pure-load ARGUMENTS` prints.
pub(crate) fn numbers<const N: usize>(fixture: &Fixture, arguments: &str) -> Result<[f64; N]> {
    let line = format!("{} {arguments}", fixture.binary("pure-load").display());
    let printed = fixture.shell(&line)?;
    let numbers: Vec<f64> = printed
        .lines()
        .filter_map(|line| line.parse().ok())
        .collect();
    numbers
        .try_into()
        .ok()
        .with_context(|| format!("{line}: {printed}"))
}
