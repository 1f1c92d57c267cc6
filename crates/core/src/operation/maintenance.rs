//! What an array does by itself: it boots when the power comes back, and rotates its key every day.

use jiff::{SignedDuration, Timestamp};

use super::{OperationError, Running, power_on, rotate};
use crate::ground::{Array, Explain, Message, Notice};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, Memory, PowerError, PowerStatus, State};

/// The life of an array key.
const ROTATION: SignedDuration = SignedDuration::from_hours(24);
/// How long a rotation that failed is left alone.
const RETRY: SignedDuration = SignedDuration::from_mins(10);

/// Does what is due; the operator is told what could not be done. Every request begins with it; when
/// nothing is due it reads one row and one small file.
///
/// # Errors
/// When the array's state cannot be read or written. An array that stays locked, or a rotation that
/// has to wait, is no error.
pub(crate) fn maintain(array: &Array) -> Result<(), OperationError> {
    let now = array.now();
    let status = power::status(array)?;
    if status.state != State::On {
        return Ok(());
    }
    if Memory::read(array)?.is_none() {
        return boot_again(array);
    }
    if now.duration_since(status.rotated) < ROTATION {
        return Ok(());
    }
    rotate_now(array, &status, now)
}

fn boot_again(array: &Array) -> Result<(), OperationError> {
    let exclusive = array.exclusive()?;
    // Another request may have booted it, or switched it off, while this one waited.
    if power::status(array)?.state != State::On || Memory::read(array)?.is_some() {
        return Ok(());
    }
    let name = array.name()?;
    array
        .store()
        .write(|tx| log::append(array, tx, Event::Power, name.as_str(), "lost"))?;
    if let Err(error) = power_on(&exclusive, &mut |_| ()) {
        array.context().tell(&Notice::LostPower(error.message()));
    }
    Ok(())
}

fn rotate_now(array: &Array, status: &PowerStatus, now: Timestamp) -> Result<(), OperationError> {
    let postponed = |reason: Message| array.context().tell(&Notice::RotationPostponed(reason));
    let recently = status
        .postponed
        .is_some_and(|then| now.duration_since(then).abs() < RETRY);
    if recently {
        postponed("It will be tried again in ten minutes.".into());
        return Ok(());
    }
    let exclusive = array.exclusive()?;
    // Another request may have switched it off, or rotated, while this one waited.
    let running = match Running::new(&exclusive) {
        Ok(running) => running,
        Err(PowerError::Off | PowerError::Locked(_) | PowerError::LostPower) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if now.duration_since(power::status(array)?.rotated) < ROTATION {
        return Ok(());
    }
    if let Err(error) = rotate(&running) {
        array.store().write(|tx| {
            power::record_postponed(tx, now)?;
            let detail = format!("postponed: {error}");
            log::append(array, tx, Event::Rotation, "array key", &detail)
        })?;
        postponed(error.message());
    }
    Ok(())
}
