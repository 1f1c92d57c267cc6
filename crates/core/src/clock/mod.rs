//! The array's clock: the host's, moved by `puresim clock advance`, or pinned for tests.

mod change;
mod span;

pub use change::{ClockError, advance, reset};
pub use span::{InvalidSpan, Span};

use jiff::{SignedDuration, Timestamp};

/// The variable that pins the clock, in RFC 3339.
pub const NOW_VARIABLE: &str = "PURESIM_NOW";

/// Tells the array's time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pinned: Option<Timestamp>,
    offset: SignedDuration,
}

/// `PURESIM_NOW` is no RFC 3339 time.
#[derive(Debug, thiserror::Error)]
#[error(
    "{NOW_VARIABLE}={value:?} is not a time. Write it as in 2024-02-29T06:01:39Z, or unset it."
)]
pub struct InvalidNow {
    value: String,
}

impl Clock {
    /// The host's clock plus `offset`, or the time of `PURESIM_NOW` plus `offset`.
    ///
    /// # Errors
    /// When `PURESIM_NOW` is set and is not a time in RFC 3339.
    pub fn from_environment(offset: SignedDuration) -> Result<Self, InvalidNow> {
        let pinned = match std::env::var(NOW_VARIABLE) {
            Ok(value) => Some(value.parse().map_err(|_| InvalidNow { value })?),
            Err(_) => None,
        };
        Ok(Self { pinned, offset })
    }

    /// A clock that stands still at `now`.
    pub fn pinned(now: Timestamp) -> Self {
        Self {
            pinned: Some(now),
            offset: SignedDuration::ZERO,
        }
    }

    /// The array's time, to the second.
    pub fn now(&self) -> Timestamp {
        let base = self.pinned.unwrap_or_else(Timestamp::now);
        let moved = base.checked_add(self.offset).unwrap_or(Timestamp::MAX);
        Timestamp::from_second(moved.as_second()).unwrap_or(moved)
    }

    /// How far the clock was moved by `puresim clock advance`.
    pub fn offset(&self) -> SignedDuration {
        self.offset
    }
}
