//! What `pure-load` measures within one process.

use anyhow::{Context, Result};

use crate::figure::Figure;
use crate::stand::Stand;

/// Secret sharing and the codec.
pub(crate) fn measure(stand: &Stand, found: &mut dyn FnMut(Figure)) -> Result<()> {
    let [ours, alone] = numbers(stand, "sharing")?;
    found(Figure::of_nanoseconds(
        "share and combine, 250 drives",
        "`vsss-rs` alone",
        [ours, alone],
        1.2,
    ));
    let [ours, theirs, copied] = numbers(stand, "codec")?;
    found(Figure::of_nanoseconds(
        &format!("TTLV, decode and encode of a Get's answer (to copy it twice: {copied:.0} ns)"),
        "`kmip-ttlv`",
        [ours, theirs],
        0.2,
    ));
    Ok(())
}

/// What `pure-load ARGUMENTS` prints.
pub(crate) fn numbers<const N: usize>(stand: &Stand, arguments: &str) -> Result<[f64; N]> {
    let line = format!("{} {arguments}", stand.binary("pure-load").display());
    let printed = stand.shell(&line)?;
    let numbers: Vec<f64> = printed
        .lines()
        .filter_map(|line| line.parse().ok())
        .collect();
    numbers
        .try_into()
        .ok()
        .with_context(|| format!("{line}: {printed}"))
}
