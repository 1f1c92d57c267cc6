//! The drill: what can happen to an array, each thing played on a sealed copy of it, and judged by the code
//! that unlocks. Nothing of the array, its keys or its key manager is changed; the key manager is asked for
//! the key, as a test asks.

mod dates;
mod event;
mod play;
mod private_folder;
mod reality;
mod report;
mod sealed_copy;
#[cfg(test)]
mod tests;

use std::time::Instant;

pub use event::{Event, UnknownEvent};
pub use report::{Basis, DrillReport, Ending, Lockout, Played};

use super::archive::ArchiveError;
use crate::ground::Array;
use dates::{first_lockout, of_certificates};
use play::Play;
use reality::Reality;
use sealed_copy::SealedCopy;

/// Plays the events that are wanted; tells `report` the place of each, and how many there are.
///
/// # Errors
/// When the array cannot be copied or read. One that would not unlock is no error.
pub(crate) fn drill(
    array: &Array,
    is_wanted: &dyn Fn(Event) -> bool,
    report: &mut dyn FnMut(usize, usize),
) -> Result<DrillReport, ArchiveError> {
    let begin = Instant::now();
    let copy = SealedCopy::of(array)?;
    let reality = Reality::of(array, &copy)?;
    let ends = of_certificates(&reality, array.now());
    let mut plays: Vec<Play> = play::all(&copy, &reality, &ends)?;
    plays.retain(|play| is_wanted(play.event));
    let total = plays.len();
    let mut played: Vec<Played> = Vec::with_capacity(total);
    for (place, play) in plays.into_iter().enumerate() {
        report(place, total);
        played.push(play.run(&copy, &reality));
    }
    Ok(DrillReport {
        array: array.name()?.clone(),
        time: array.now(),
        lockout: first_lockout(&played, array.now()),
        took: begin.elapsed(),
        played,
    })
}
