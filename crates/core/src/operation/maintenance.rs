//! What an array does by itself: it boots when the power comes back, and rotates its key every day.

use jiff::{SignedDuration, Timestamp};

use super::{OperationError, Running, discard_memory, power_on, rotate};
use crate::ground::{Array, Explain, Message, Notice, StoreError};
use crate::noun::log::{self, Event};
use crate::noun::power::{self, PowerError, PowerStatus, State};

/// The life of an array key.
const ROTATION: SignedDuration = SignedDuration::from_hours(24);
/// How long a rotation that failed is left alone.
const RETRY: SignedDuration = SignedDuration::from_mins(10);

/// Does what is due; notices say what could not be done. Every request begins with it; when
/// nothing is due it reads one row and one small file.
///
/// # Errors
/// When the array's state cannot be read or written. An array that stays locked, or a rotation that
/// has to wait, is no error.
pub(crate) fn maintain(array: &Array) -> Result<(), OperationError> {
    maintain_from(array, &power::status(array)?).map(drop)
}

/// As [`maintain`], for who has just read what counts. Returns whether that still counts: not when something
/// was due.
///
/// # Errors
/// As there.
pub(crate) fn maintain_from(array: &Array, status: &PowerStatus) -> Result<bool, OperationError> {
    let now = array.now();
    if status.state != State::On {
        discard_memory(array);
        return Ok(true);
    }
    if power::memory(array, status)?.is_none() {
        boot_again(array)?;
        return Ok(false);
    }
    match Rotation::at(now, status) {
        Rotation::NotDue => return Ok(true),
        Rotation::Postponed => tell_postponed(array, "It will be tried again in ten minutes.")?,
        Rotation::Due => rotate_now(array, now)?,
    }
    Ok(false)
}

/// Whether the array key is to be rotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rotation {
    NotDue,
    /// It is due, and has just failed.
    Postponed,
    Due,
}

impl Rotation {
    fn at(now: Timestamp, status: &PowerStatus) -> Self {
        let recently = |then| now.duration_since(then).abs() < RETRY;
        let age = now.duration_since(status.rotated);
        // One that is yet to come was made before the clock was set back.
        let is_young = !age.is_negative() && age < ROTATION;
        if is_young && !status.rotation_due {
            Self::NotDue
        } else if status.postponed.is_some_and(recently) {
            Self::Postponed
        } else {
            Self::Due
        }
    }
}

fn tell_postponed(array: &Array, reason: impl Into<Message>) -> Result<(), OperationError> {
    let notice = Notice::RotationPostponed(reason.into());
    array.context().tell(&notice);
    Ok(())
}

fn boot_again(array: &Array) -> Result<(), OperationError> {
    let exclusive = match array.exclusive() {
        // Another request is booting it, and waits for a key manager. Until then the array is not
        // running; a request that needs its keys says so.
        Err(StoreError::Busy) => return Ok(()),
        exclusive => exclusive?,
    };
    // Another request may have booted it, or switched it off, while this one waited.
    let status = power::status(array)?;
    if status.state != State::On || power::memory(array, &status)?.is_some() {
        return Ok(());
    }
    log::append_done(array, Event::Power, array.name()?.as_str(), "lost");
    if let Err(error) = power_on(&exclusive, &mut |_| ()) {
        array.context().tell(&Notice::LostPower(error.message()));
    }
    Ok(())
}

fn rotate_now(array: &Array, now: Timestamp) -> Result<(), OperationError> {
    // Whoever is changing the keys may take long: the next request looks again.
    let Some(exclusive) = array.try_exclusive()? else {
        return Ok(());
    };
    // Another request may have rotated, tried to, or switched it off since it was looked at.
    let running = match Running::new(&exclusive) {
        Ok(running) => running,
        Err(PowerError::Off | PowerError::Locked(_) | PowerError::LostPower) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if Rotation::at(now, &power::status(array)?) != Rotation::Due {
        return Ok(());
    }
    if let Err(error) = rotate(&running) {
        // Where that cannot be written, every request tries again.
        let _ = array.store().write(|tx| {
            power::record_postponed(tx, now)?;
            let detail = format!("postponed: {error}");
            log::append(array, tx, Event::Rotation, "array key", &detail)
        });
        return tell_postponed(array, error.message());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::lifecycle::tests::TestHome;
    use crate::noun::power::Memory;
    use crate::operation::{advance_clock, power_off, reset_clock};

    fn lost(array: &Array) -> usize {
        let entries = array.store().read(log::entries).unwrap().into_iter();
        entries.filter(|entry| entry.detail == "lost").count()
    }

    #[test]
    fn an_array_that_was_switched_off_meanwhile_is_not_booted() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        power::clear_memory_of(array.context(), &power::owner(&array)).unwrap();
        let exclusive = array.exclusive().unwrap();
        thread::scope(|scope| {
            let maintaining = scope.spawn(|| maintain(&home.open("pure01").unwrap()));
            // It waits for the array by then.
            thread::sleep(Duration::from_millis(300));
            assert!(!maintaining.is_finished());
            power_off(&exclusive).unwrap();
            drop(exclusive);
            maintaining.join().unwrap().unwrap();
        });
        assert_eq!(power::status(&array).unwrap().state, State::Off);
        assert!(Memory::read(&array).unwrap().is_none());
        assert_eq!(lost(&array), 0);
    }

    /// Whatever holds the keys may wait for a key manager, and a request that only reads need not.
    #[test]
    fn a_rotation_that_is_due_does_not_wait_for_another_change() {
        let home = TestHome::with(&["pure01"]);
        let day = "25h".parse().unwrap();
        advance_clock(&home.open("pure01").unwrap(), day).unwrap();
        let (array, other) = (home.open("pure01").unwrap(), home.open("pure01").unwrap());
        let generation = || power::status(&array).unwrap().generation.number();
        let exclusive = other.exclusive().unwrap();
        maintain(&array).unwrap();
        assert_eq!(generation(), 1);
        drop(exclusive);
        maintain(&array).unwrap();
        assert_eq!(generation(), 2);
    }

    #[test]
    fn a_loss_of_power_is_noticed_once() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        power::clear_memory_of(array.context(), &power::owner(&array)).unwrap();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| maintain(&home.open("pure01").unwrap()).unwrap());
            }
        });
        assert_eq!(power::status(&array).unwrap().state, State::On);
        assert!(Memory::read(&array).unwrap().is_some());
        assert_eq!(lost(&array), 1);
    }

    #[test]
    fn rotations_go_on_after_the_clock_was_set_back() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        let maintained = || {
            let array = home.open("pure01").unwrap();
            maintain(&array).unwrap();
            power::status(&array).unwrap().generation.number()
        };
        advance_clock(&array, "11d".parse().unwrap()).unwrap();
        assert_eq!(maintained(), 2);
        reset_clock(&array).unwrap();
        assert_eq!(maintained(), 3, "made eleven days from now");
        assert_eq!(maintained(), 3);
    }

    #[test]
    fn a_rotation_that_is_due_is_done_once() {
        let home = TestHome::with(&["pure01"]);
        let array = home.open("pure01").unwrap();
        advance_clock(&array, "25h".parse().unwrap()).unwrap();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| maintain(&home.open("pure01").unwrap()).unwrap());
            }
        });
        assert_eq!(power::status(&array).unwrap().generation.number(), 2);
    }
}
