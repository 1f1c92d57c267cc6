//! Switching the array on: gathering shares, asking the token, unlocking every drive.

use std::path::Path;

use super::OperationError;
use super::drive_tidy::tidy_drives;
use super::reseal::settle;
use super::standing::look;
use crate::ground::fault::point;
use crate::ground::{Array, Exclusive, Explain, Notice};
use crate::key::{self, Dek, Opened};
use crate::noun::drive::{Bay, Standing};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, Kept, PowerError, State};
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
    /// What it holds is not what the array gave it.
    Altered,
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
    let status = power::status(array)?;
    if status.state == State::On && power::memory(array, &status)?.is_some() {
        return Ok(());
    }
    let booted = boot(exclusive, report).and_then(|dek| Ok(keep(array, &dek)?));
    let memory = match booted {
        Ok(memory) => memory,
        Err(error) => {
            let state = State::Locked(error.message());
            // Where that cannot be written, the next request finds out for itself.
            let _ = record(array, &state, None, &error.to_string());
            return Err(error);
        }
    };
    point("memory-written");
    let is_recorded = is_recorded(array, &memory);
    match record(array, &State::On, Some(memory.path()), "unlocked") {
        // It had lost power, and is what the database says of it again.
        Err(error) if is_recorded => {
            array.context().tell(&Notice::NotInHistory(error.message()));
            Ok(())
        }
        // An array that is off by its state has no key in memory.
        Err(error) if !error.is_commit_unknown() => {
            memory.undo();
            Err(error)
        }
        recorded => recorded,
    }
}

/// Whether the database says already that the array is on, with its memory there.
fn is_recorded(array: &Array, memory: &Kept) -> bool {
    let is_on = power::status(array).is_ok_and(|status| status.state == State::On);
    let path = power::recorded_memory(array);
    is_on && path.is_ok_and(|path| path.as_deref() == Some(memory.path()))
}

/// Keeps the key in memory from now on.
fn keep(array: &Array, dek: &Dek) -> Result<Kept, PowerError> {
    power::keep_memory(array.context(), &power::owner(array), array.folder(), dek)
}

fn boot(exclusive: &Exclusive<'_>, report: &mut dyn FnMut(Step)) -> Result<Dek, OperationError> {
    let array = exclusive.array();
    tidy_drives(exclusive);
    let look = look(array)?;
    for (row, _) in &look.found.absent {
        let outcome = StepOutcome::Absent;
        report(Step {
            bay: row.bay,
            outcome,
        });
    }
    // The key manager need not be asked when the drives alone are not enough.
    let gathered = look.gather()?;
    gathered.tell_bad(array);
    let seal = token::external_secret(array)?;
    point("boot-secret");
    let mut tell = |position: usize, opened| {
        let device = &look.found.devices[position];
        let outcome = match opened {
            Opened::Unlocked => StepOutcome::Unlocked,
            Opened::Refused => StepOutcome::Refused,
            Opened::LeftOut => match look.standing(device) {
                Standing::Altered => StepOutcome::Altered,
                Standing::Current(_) | Standing::Stale => StepOutcome::Stale,
            },
        };
        let bay = device.row.bay;
        report(Step { bay, outcome });
    };
    let counting = look.status.counting();
    let devices = &gathered.devices;
    let dek = key::open(array.id(), &counting, devices, &seal, &mut tell)?;
    // What is left of an interrupted change does not keep the array from unlocking.
    let mut devices = look.found.devices;
    if let Err(error) = settle(array, counting.generation, &mut devices) {
        array.context().tell(&Notice::OldKeyLeft(error.message()));
    }
    Ok(dek)
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
