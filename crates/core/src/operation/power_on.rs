//! Switching the array on: gathering shares, asking the token, unlocking every drive.

use std::path::Path;

use super::OperationError;
use super::reseal::settle;
use crate::ground::fault::point;
use crate::ground::{Array, Exclusive, Explain, Notice};
use crate::key::{self, Dek, KeyError, Layer, Member, Opened};
use crate::noun::drive::{self, Bay, Device};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, Kept, Memory, PowerError, PowerStatus, State};
use crate::noun::token;

/// What an unlock has just found of a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where the drive sits.
    pub bay: Bay,
    /// What was found.
    pub outcome: StepOutcome,
}

/// What an unlock found of a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepOutcome {
    /// It was unlocked.
    Unlocked,
    /// It holds no share of this generation, and stays as it is.
    Stale,
    /// It refused the key.
    Refused,
    /// It is not there, or cannot be read.
    Absent,
}

/// Unlocks the array; tells `report` what was done drive by drive. It can be tried any number of times:
/// a failed attempt changes nothing but the state that is shown.
///
/// # Errors
/// Why the array stays locked.
pub fn power_on(
    exclusive: &Exclusive<'_>,
    report: &mut dyn FnMut(Step),
) -> Result<(), OperationError> {
    let array = exclusive.array();
    if power::status(array)?.state == State::On && Memory::read(array)?.is_some() {
        return Ok(());
    }
    let booted = boot(array, report).and_then(|dek| Ok(keep(array, &dek)?));
    let memory = match booted {
        Ok(memory) => memory,
        Err(error) => {
            let state = State::Locked(error.message());
            record(array, &state, None, &error.to_string())?;
            return Err(error);
        }
    };
    point("memory-written");
    match record(array, &State::On, Some(memory.path()), "unlocked") {
        // An array that is off by its state has no key in memory.
        Err(error) if !error.is_commit_unknown() => {
            memory.undo();
            Err(error)
        }
        recorded => recorded,
    }
}

/// Keeps the key in memory from now on.
fn keep(array: &Array, dek: &Dek) -> Result<Kept, PowerError> {
    power::keep_memory(array.context(), &power::owner(array), array.folder(), dek)
}

fn boot(array: &Array, report: &mut dyn FnMut(Step)) -> Result<Dek, OperationError> {
    let status = power::status(array)?;
    let (generation, threshold) = (status.generation, status.threshold);
    let mut found = drive::present(array)?;
    for (row, _) in &found.absent {
        let outcome = StepOutcome::Absent;
        report(Step {
            bay: row.bay,
            outcome,
        });
    }
    // The key manager need not be asked when the drives alone are not enough.
    let devices = gather(&found.devices, &status)?;
    let seal = token::external_secret(array)?;
    point("boot-secret");
    let mut tell = |position: usize, opened| {
        let outcome = match opened {
            Opened::Unlocked => StepOutcome::Unlocked,
            Opened::Stale => StepOutcome::Stale,
            Opened::Refused => StepOutcome::Refused,
        };
        let bay = found.devices[position].row.bay;
        report(Step { bay, outcome });
    };
    let dek = key::open(
        array.id(),
        generation,
        threshold,
        &devices,
        &seal,
        &mut tell,
    )?;
    // What is left of an interrupted change does not keep the array from unlocking.
    if let Err(error) = settle(array, generation, &mut found.devices) {
        array.context().tell(&Notice::OldKeyLeft(error.message()));
    }
    Ok(dek)
}

/// The devices with what they hold of the generation that counts, when they are enough.
///
/// # Errors
/// When too few of them hold a share.
pub(super) fn gather<'a>(
    devices: &'a [Device],
    status: &PowerStatus,
) -> Result<Vec<(Member<'a>, Option<&'a Layer>)>, KeyError> {
    let gathered: Vec<_> = devices
        .iter()
        .map(|device| (device.member(), device.layer(status.generation)))
        .collect();
    let layers = gathered.iter().filter_map(|(_, layer)| *layer);
    let present = layers.filter(|layer| layer.share.is_some()).count();
    if present < status.threshold.needed() {
        let threshold = status.threshold;
        return Err(KeyError::TooFewDrives { present, threshold });
    }
    Ok(gathered)
}

fn record(
    array: &Array,
    state: &State,
    memory: Option<&Path>,
    detail: &str,
) -> Result<(), OperationError> {
    let event = match state {
        State::On => Event::Power,
        State::Off | State::Locked(_) => Event::Unlock,
    };
    let name = array.name()?;
    array.store().write(|tx| {
        power::record(tx, state, memory)?;
        Ok(log::append(array, tx, event, name.as_str(), detail)?)
    })
}
