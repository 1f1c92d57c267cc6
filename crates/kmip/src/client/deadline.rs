//! How long each stage may take.

use std::time::{Duration, Instant};

/// The longest times of the stages of a session.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// Name resolution.
    pub resolve: Duration,
    /// The TCP connection, over all addresses of the host.
    pub connect: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
    /// One request and its answer.
    pub exchange: Duration,
    /// The whole session, from its beginning.
    pub whole: Duration,
}

impl Default for Deadlines {
    /// Ten seconds a stage, thirty seconds in all.
    fn default() -> Self {
        let stage = Duration::from_secs(10);
        Self {
            resolve: stage,
            connect: stage,
            handshake: stage,
            exchange: stage,
            whole: Duration::from_secs(30),
        }
    }
}

impl Deadlines {
    /// `stage` for every stage, and `whole` in all.
    pub fn of(stage: Duration, whole: Duration) -> Self {
        Self {
            resolve: stage,
            connect: stage,
            handshake: stage,
            exchange: stage,
            whole,
        }
    }
}

/// The end of the whole session, and of a stage of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    end: Instant,
}

impl Clock {
    pub(super) fn start(deadlines: &Deadlines) -> Self {
        Self {
            end: after(deadlines.whole),
        }
    }

    /// When a stage that begins now and takes at most `longest` has to be over.
    pub(super) fn stage(self, longest: Duration) -> Instant {
        self.end.min(after(longest))
    }
}

/// The time in `duration` from now; a day, when it is longer than clocks can count.
fn after(duration: Duration) -> Instant {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let now = Instant::now();
    now.checked_add(duration).unwrap_or_else(|| now + DAY)
}
