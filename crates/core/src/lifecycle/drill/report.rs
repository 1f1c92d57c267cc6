//! What came of a drill.

use std::time::Duration;

use jiff::Timestamp;

use super::Event;
use crate::ground::{Message, ObjectName};

/// How it ends for the array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It unlocks.
    Unlocks,
    /// It stays locked.
    Locks,
}

impl Ending {
    /// The word shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unlocks => "unlocks",
            Self::Locks => "locks",
        }
    }
}

/// What a play rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It was played from the beginning to the end.
    Played,
    /// What the key manager would say was assumed, and the unlock played with that.
    Assumed,
    /// A part of it was computed, from dates or timeouts.
    Computed,
}

impl Basis {
    /// The word shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Played => "played",
            Self::Assumed => "assumed",
            Self::Computed => "computed",
        }
    }
}

/// What was played, and what came of it.
#[derive(Clone, Debug)]
pub struct Played {
    /// What kind of thing happened.
    pub event: Event,
    /// What happened, in a sentence without a full stop.
    pub what: String,
    /// What should become of the array.
    pub expected: Ending,
    /// What does; the reason when it stays locked.
    pub found: Result<(), Message>,
    /// What it rests on.
    pub basis: Basis,
    /// The time at which it would happen, when that is not now.
    pub at: Option<Timestamp>,
    /// How long it took to play.
    pub took: Duration,
}

impl Played {
    /// What becomes of the array.
    pub fn ending(&self) -> Ending {
        match self.found {
            Ok(()) => Ending::Unlocks,
            Err(_) => Ending::Locks,
        }
    }

    /// Whether it is as it should be.
    pub fn is_ok(&self) -> bool {
        self.ending() == self.expected
    }
}

/// The first time at which a power cut would lock the array, if nothing else happens.
#[derive(Clone, Debug)]
pub struct Lockout {
    /// From when on.
    pub at: Timestamp,
    /// What happens then.
    pub what: String,
}

/// What came of a drill.
#[derive(Clone, Debug)]
pub struct DrillReport {
    /// The name of the array.
    pub array: ObjectName,
    /// When it was, by the array's clock.
    pub time: Timestamp,
    /// What was played.
    pub played: Vec<Played>,
    /// The first time at which a power cut would lock the array, as far as it follows from dates that were
    /// played.
    pub lockout: Option<Lockout>,
    /// How long it took in all.
    pub took: Duration,
}

impl DrillReport {
    /// Whether everything is as it should be.
    pub fn is_ok(&self) -> bool {
        self.played.iter().all(Played::is_ok)
    }
}
