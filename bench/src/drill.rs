//! A drill as a whole process: everything that can happen to an array that is locked with a key on the
//! embedded key manager.

use anyhow::Result;

use crate::figure::Figure;
use crate::fixture::Fixture;
use crate::key_manager;
use crate::paired::{paired, process};

/// About thirty scenarios, each an unlock of a sealed copy, beside one unlock of the array itself.
pub(crate) fn measure(fixture: &Fixture, found: &mut dyn FnMut(Figure)) -> Result<()> {
    key_manager::start(fixture)?;
    fixture.shell("purearray enable security-token --kmip server")?;
    let medians = paired(
        fixture.runs / 5,
        process(fixture.ours("puresim drill")),
        process(fixture.ours("puresim power cycle")),
    )?;
    found(Figure::of_times(
        "`puresim drill`, 10 drives",
        "`puresim power cycle`",
        medians,
        300.0,
    ));
    Ok(())
}
