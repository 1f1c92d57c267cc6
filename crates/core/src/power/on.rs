//! Switching the array on: gathering shares, asking the token, unlocking every drive.

use rusqlite::params;

use super::memory::Memory;
use super::{PowerError, State, committed};
use crate::Array;
use crate::array::Exclusive;
use crate::drive;
use crate::fault::point;
use crate::key::{KeyError, Step, settle, unlock};
use crate::log::{self, Event};
use crate::store::StoreError;
use crate::token;

/// Unlocks the array; tells `report` what was done drive by drive. It may be tried as often as one
/// likes: a failed attempt changes nothing but the state that is shown.
///
/// # Errors
/// Why the array stays locked.
pub fn on(
    array: &Array,
    _exclusive: &Exclusive,
    report: &mut dyn FnMut(Step),
) -> Result<(), PowerError> {
    let before = committed(array)?;
    if before.state == State::On && Memory::read(array)?.is_some() {
        return Ok(());
    }
    match boot(array, report) {
        Ok(memory) => {
            memory.write(array)?;
            point("memory-written");
            note(array, "on", None, "unlocked")
        }
        Err(error) => {
            note(
                array,
                "locked",
                Some(&error.to_string()),
                &error.to_string(),
            )?;
            Err(error)
        }
    }
}

fn boot(array: &Array, report: &mut dyn FnMut(Step)) -> Result<Memory, PowerError> {
    let committed = committed(array)?;
    let (generation, threshold) = (committed.generation, committed.threshold);
    let mut found = drive::present(array)?;
    for (row, _) in &found.absent {
        report(Step::Absent(row.bay.to_string()));
    }
    // The key manager need not be asked when the drives alone are not enough.
    let layers = found
        .devices
        .iter()
        .filter_map(|device| device.file.layer(generation));
    let present = layers.filter(|layer| layer.share.is_some()).count();
    if present < threshold.needed() {
        return Err(KeyError::TooFewDrives { present, threshold }.into());
    }
    let seal = token::external_secret(array)?;
    point("boot-secret");
    let dek = unlock(
        array.id()?,
        generation,
        threshold,
        &found.devices,
        &seal,
        report,
    )?;
    settle(array, generation, &mut found.devices)?;
    Ok(Memory { generation, dek })
}

fn note(array: &Array, power: &str, reason: Option<&str>, detail: &str) -> Result<(), PowerError> {
    array.store().write(|tx| {
        tx.execute(
            "UPDATE array SET power = ?1, locked_reason = ?2",
            params![power, reason],
        )
        .map_err(StoreError::from)?;
        let event = if power == "on" {
            Event::Power
        } else {
            Event::Unlock
        };
        Ok(log::append(
            tx,
            array.now(),
            event,
            array.name().as_str(),
            detail,
        )?)
    })
}
