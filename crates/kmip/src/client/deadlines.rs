//! How long each stage may take.

use std::time::{Duration, Instant};

/// The longest times of the stages of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deadlines {
    /// Name resolution.
    pub resolve: Duration,
    /// The TCP connection, over all addresses of the host.
    pub connect: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
    /// One request and its response.
    pub exchange: Duration,
    /// The whole session, from its beginning; [`Duration::MAX`] for one without an end.
    pub whole: Duration,
}

impl Default for Deadlines {
    /// Ten seconds a stage, thirty seconds in all.
    fn default() -> Self {
        Self::of(Duration::from_secs(10), Duration::from_secs(30))
    }
}

impl Deadlines {
    /// `stage` for every stage, and `whole` in all.
    #[must_use]
    pub const fn of(stage: Duration, whole: Duration) -> Self {
        Self {
            resolve: stage,
            connect: stage,
            handshake: stage,
            exchange: stage,
            whole,
        }
    }

    /// `stage` for every stage, and for each request and its response; the session as a whole may last
    /// as long as it is used.
    #[must_use]
    pub const fn per_call(stage: Duration) -> Self {
        Self::of(stage, Duration::MAX)
    }

    /// With that longest time of the TLS handshake.
    #[must_use]
    pub const fn with_handshake(mut self, handshake: Duration) -> Self {
        self.handshake = handshake;
        self
    }

    /// With that longest time of one request and its response.
    #[must_use]
    pub const fn with_exchange(mut self, exchange: Duration) -> Self {
        self.exchange = exchange;
        self
    }

    /// With that longest time of the whole session.
    #[must_use]
    pub const fn with_whole(mut self, whole: Duration) -> Self {
        self.whole = whole;
        self
    }
}

/// The end of the whole session, and of a stage of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    end: Option<Instant>,
}

impl Clock {
    pub(super) fn start(deadlines: &Deadlines) -> Self {
        Self {
            end: Instant::now().checked_add(deadlines.whole),
        }
    }

    /// When a stage that begins now and takes at most `longest` has to be over.
    pub(super) fn stage(self, longest: Duration) -> Instant {
        let end = after(longest);
        self.end.map_or(end, |whole| whole.min(end))
    }
}

/// The time in `duration` from now; a day, when it is longer than clocks can count.
fn after(duration: Duration) -> Instant {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let now = Instant::now();
    now.checked_add(duration).unwrap_or_else(|| now + DAY)
}
