//! What the database says of power and keys.

use jiff::Timestamp;

use crate::Array;
use crate::key::{Generation, Threshold};
use crate::store::StoreError;

/// The state the array is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Unlocked, and running.
    On,
    /// Without power.
    Off,
    /// With power, and locked for that reason.
    Locked(String),
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
pub struct Committed {
    /// The state of the array.
    pub state: State,
    /// The generation of the array key that counts.
    pub generation: Generation,
    /// Over how many SSDs it is shared, and how many it takes.
    pub threshold: Threshold,
    /// When it was made.
    pub rotated: Timestamp,
    /// When a rotation that was due was last tried in vain.
    pub postponed: Option<Timestamp>,
}

/// What counts at the moment.
///
/// # Errors
/// When the array's state cannot be read.
pub fn committed(array: &Array) -> Result<Committed, StoreError> {
    const SQL: &str =
        "SELECT power, locked_reason, generation, shares, rotated, postponed FROM array";
    array.store().read(|db| {
        let time = |seconds: i64| Timestamp::from_second(seconds).unwrap_or_default();
        Ok(db.prepare_cached(SQL)?.query_row([], |row| {
            let reason: Option<String> = row.get(1)?;
            let shares: i64 = row.get(3)?;
            Ok(Committed {
                state: match row.get::<_, String>(0)?.as_str() {
                    "on" => State::On,
                    "off" => State::Off,
                    _ => State::Locked(reason.unwrap_or_default()),
                },
                generation: Generation::new(row.get::<_, i64>(2)?.cast_unsigned()),
                threshold: usize::try_from(shares)
                    .ok()
                    .and_then(Threshold::new)
                    .ok_or(rusqlite::Error::IntegralValueOutOfRange(3, shares))?,
                rotated: time(row.get(4)?),
                postponed: row.get::<_, Option<i64>>(5)?.map(time),
            })
        })?)
    })
}
