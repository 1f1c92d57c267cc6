//! The array's clock: the host's, moved by an offset of its own, or pinned for tests.

mod span;

pub use span::{InvalidSpan, Span};

use jiff::{SignedDuration, Timestamp};

/// Where the time comes from before it is moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeSource {
    /// The host's clock.
    #[default]
    Host,
    /// It stands still at that time: for outputs that have to be the same every time.
    Pinned(Timestamp),
}

/// Tells the array's time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    source: TimeSource,
    offset: SignedDuration,
}

impl Clock {
    /// The time of `source` plus `offset`.
    pub fn new(source: TimeSource, offset: SignedDuration) -> Self {
        Self { source, offset }
    }

    /// The array's time, to the second.
    pub fn now(&self) -> Timestamp {
        let base = match self.source {
            TimeSource::Host => Timestamp::now(),
            TimeSource::Pinned(time) => time,
        };
        let moved = base.checked_add(self.offset).unwrap_or(Timestamp::MAX);
        Timestamp::from_second(moved.as_second()).unwrap_or(moved)
    }

    /// How far the clock was moved.
    pub fn offset(&self) -> SignedDuration {
        self.offset
    }
}
