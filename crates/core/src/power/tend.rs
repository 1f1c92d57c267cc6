//! What an array does by itself: it boots when the power comes back, and rotates its key every day.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::memory::Memory;
use super::{Committed, PowerError, State, committed, on, rotate, unlocked};
use crate::Array;
use crate::log::{self, Event};
use crate::store::StoreError;

/// The life of an array key.
const ROTATION: SignedDuration = SignedDuration::from_hours(24);
/// How long a rotation that failed is left alone.
const RETRY: SignedDuration = SignedDuration::from_mins(10);

/// Does what is due, and returns what the operator should know. Every command calls it once; when
/// nothing is due it reads one row and one small file.
///
/// # Errors
/// When the array's state cannot be read or written. An array that stays locked, or a rotation that
/// has to wait, is no error.
pub fn tend(array: &Array) -> Result<Vec<String>, PowerError> {
    let now = array.now();
    let committed = committed(array)?;
    if committed.state != State::On {
        return Ok(Vec::new());
    }
    if Memory::read(array)?.is_none() {
        return boot_again(array);
    }
    if now.duration_since(committed.rotated) < ROTATION {
        return Ok(Vec::new());
    }
    rotate_now(array, &committed, now)
}

fn boot_again(array: &Array) -> Result<Vec<String>, PowerError> {
    let exclusive = array.exclusive()?;
    array.store().write(|tx| {
        let name = array.name().as_str();
        log::append(tx, array.now(), Event::Power, name, "lost")
    })?;
    Ok(match on(array, &exclusive, &mut |_| ()) {
        Ok(()) => Vec::new(),
        Err(error) => vec![format!("The array has lost power and is locked. {error}")],
    })
}

fn rotate_now(
    array: &Array,
    committed: &Committed,
    now: Timestamp,
) -> Result<Vec<String>, PowerError> {
    let waiting = |reason: &str| {
        vec![format!(
            "The rotation of the array key is postponed. {reason}"
        )]
    };
    let recently = committed
        .postponed
        .is_some_and(|then| now.duration_since(then).abs() < RETRY);
    if recently {
        return Ok(waiting("It is tried again in ten minutes."));
    }
    let exclusive = array.exclusive()?;
    let unlocked = unlocked(array)?;
    // Another command may have rotated while this one waited.
    if now.duration_since(self::committed(array)?.rotated) < ROTATION {
        return Ok(Vec::new());
    }
    match rotate(array, &exclusive, &unlocked) {
        Ok(_) => Ok(Vec::new()),
        Err(error) => {
            array.store().write(|tx| {
                tx.execute("UPDATE array SET postponed = ?1", params![now.as_second()])
                    .map_err(StoreError::from)?;
                let detail = format!("postponed: {error}");
                log::append(tx, now, Event::Rotation, "array key", &detail)
            })?;
            Ok(waiting(&error.to_string()))
        }
    }
}
