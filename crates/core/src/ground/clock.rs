//! The array's clock: the host's, moved by the home's offset and by an error of the array's own, or
//! pinned for tests.

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

/// Tells the time of a home, or of one of its arrays.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    source: TimeSource,
    offset: SignedDuration,
    skew: SignedDuration,
}

impl Clock {
    /// The time of a home: that of `source` plus `offset`.
    pub fn new(source: TimeSource, offset: SignedDuration) -> Self {
        Self {
            source,
            offset,
            skew: SignedDuration::ZERO,
        }
    }

    /// The same for an array whose clock is wrong by `skew`.
    #[must_use]
    pub fn with_skew(self, skew: SignedDuration) -> Self {
        Self { skew, ..self }
    }

    /// The time, to the second.
    pub fn now(&self) -> Timestamp {
        let base = match self.source {
            TimeSource::Host => Timestamp::now(),
            TimeSource::Pinned(time) => time,
        };
        let moved = self.offset.saturating_add(self.skew);
        let end = if moved.is_negative() {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        let moved = base.checked_add(moved).unwrap_or(end);
        Timestamp::from_second(moved.as_second()).unwrap_or(moved)
    }

    /// How far the home's clock was moved, for all its arrays and its key manager.
    pub fn offset(&self) -> SignedDuration {
        self.offset
    }

    /// How far the array's clock is ahead of the home's; negative when it is behind.
    pub fn skew(&self) -> SignedDuration {
        self.skew
    }
}
