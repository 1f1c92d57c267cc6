//! What the database says of power and keys.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::PowerError;
use crate::ground::{Array, Message, StoreError};
use crate::key::{Commitment, Counting, Generation, Threshold};

/// The state the array is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Unlocked, and running.
    On,
    /// Without power.
    Off,
    /// With power, and locked for that reason.
    Locked(Message),
}

impl State {
    /// The word shown.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Locked(_) => "locked",
        }
    }
}

/// What counts: one row of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerStatus {
    /// The state of the array.
    pub state: State,
    /// The generation of the array key that counts.
    pub generation: Generation,
    /// Over how many SSDs it is shared, and how many it takes.
    pub threshold: Threshold,
    /// By what its array key is known. Release 0.1 noted that on the drives only.
    pub(crate) commitment: Option<Commitment>,
    /// By what the data encryption key is known. Release 0.1 did not note it.
    pub(crate) dek: Option<String>,
    /// Where its memory was recorded to be.
    pub(crate) memory: Option<PathBuf>,
    /// When it was made.
    pub rotated: Timestamp,
    /// Whether a change of the drives asks for a rotation.
    pub rotation_due: bool,
    /// When a rotation that was due last failed.
    pub postponed: Option<Timestamp>,
}

impl PowerStatus {
    /// What an unlock goes by.
    pub(crate) fn counting(&self) -> Counting {
        Counting {
            generation: self.generation,
            threshold: self.threshold,
            commitment: self.commitment,
        }
    }
}

/// What counts at the moment.
///
/// # Errors
/// When the array's state cannot be read.
pub(crate) fn status(array: &Array) -> Result<PowerStatus, StoreError> {
    const SQL: &str =
        "SELECT power, locked_reason, generation, shares, rotated, postponed, needed, commitment, dek,
             rotation_due, memory
         FROM array";
    array.store().read(|db| {
        let time = |seconds: i64| Timestamp::from_second(seconds).unwrap_or_default();
        Ok(db.prepare_cached(SQL)?.query_row([], |row| {
            let reason: Option<String> = row.get(1)?;
            let (shares, needed): (i64, i64) = (row.get(3)?, row.get(6)?);
            Ok(PowerStatus {
                state: match row.get::<_, String>(0)?.as_str() {
                    "on" => State::On,
                    "off" => State::Off,
                    _ => State::Locked(Message::from_stored(&reason.unwrap_or_default())),
                },
                generation: Generation::new(row.get::<_, i64>(2)?.cast_unsigned()),
                threshold: usize::try_from(shares)
                    .ok()
                    .zip(usize::try_from(needed).ok())
                    .and_then(|(shares, needed)| Threshold::of(shares, needed))
                    .ok_or(rusqlite::Error::IntegralValueOutOfRange(3, shares))?,
                commitment: row.get::<_, Option<String>>(7)?.and_then(|commitment| {
                    let mut bytes = Commitment::default();
                    hex::decode_to_slice(commitment, &mut bytes).ok()?;
                    Some(bytes)
                }),
                dek: row.get(8)?,
                memory: row.get::<_, Option<Vec<u8>>>(10)?.map(as_path),
                rotated: time(row.get(4)?),
                rotation_due: row.get(9)?,
                postponed: row.get::<_, Option<i64>>(5)?.map(time),
            })
        })?)
    })
}

fn as_path(bytes: Vec<u8>) -> PathBuf {
    OsString::from_vec(bytes).into()
}

/// Refuses an array that is off: it answers nothing.
///
/// # Errors
/// When it is off, or its state cannot be read.
pub(crate) fn require_on(array: &Array) -> Result<(), PowerError> {
    match status(array)?.state {
        State::Off => Err(PowerError::Off),
        State::On | State::Locked(_) => Ok(()),
    }
}

/// Records the state that the array is in from now on, and where its memory lies while it is on.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn record(
    tx: &Connection,
    state: &State,
    memory: Option<&Path>,
) -> Result<(), StoreError> {
    let reason = match state {
        State::Locked(reason) => Some(reason.to_stored()),
        State::On | State::Off => None,
    };
    let memory = memory.map(|path| path.as_os_str().as_bytes());
    tx.execute(
        "UPDATE array SET power = ?1, locked_reason = ?2, memory = ?3",
        params![state.as_str(), reason, memory],
    )?;
    Ok(())
}

/// A generation that is to count.
#[derive(Debug)]
pub(crate) struct NewGeneration {
    /// Its number.
    pub(crate) generation: Generation,
    /// Over how many SSDs its array key is shared, and how many it takes.
    pub(crate) threshold: Threshold,
    /// By what its array key is known.
    pub(crate) commitment: Commitment,
    /// By what the data encryption key is known that it opens.
    pub(crate) dek: String,
}

/// Makes that generation count, as one made now.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn record_generation(
    tx: &Connection,
    new: &NewGeneration,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (shares, needed) = new.threshold.counts();
    tx.execute(
        "UPDATE array
         SET generation = ?1, shares = ?2, needed = ?3, rotated = ?4, postponed = NULL,
             rotation_due = 0, commitment = ?5, dek = ?6",
        params![
            new.generation.number().cast_signed(),
            shares,
            needed,
            now.as_second(),
            hex::encode(new.commitment),
            new.dek
        ],
    )?;
    Ok(())
}

/// Records that the array key is to be rotated as soon as that can be done.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn record_rotation_due(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("UPDATE array SET rotation_due = 1", [])?;
    Ok(())
}

/// Records that a rotation that was due failed now.
///
/// # Errors
/// When the database cannot be written.
pub(crate) fn record_postponed(tx: &Connection, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE array SET postponed = ?1", [now.as_second()])?;
    Ok(())
}
