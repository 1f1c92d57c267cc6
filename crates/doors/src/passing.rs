//! Time that passes, whatever the clocks of the host and of the array say.

use std::time::{Duration, Instant};

/// Time that passes, from when this is made.
#[derive(Debug)]
pub(crate) struct Passing {
    since: Instant,
    #[cfg(test)]
    skipped: std::sync::Mutex<Duration>,
}

impl Default for Passing {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            #[cfg(test)]
            skipped: std::sync::Mutex::default(),
        }
    }
}

impl Passing {
    /// How much has passed.
    pub(crate) fn now(&self) -> Duration {
        let passed = self.since.elapsed();
        #[cfg(test)]
        let passed = passed + *self.skipped.lock().unwrap();
        passed
    }

    /// Lets that much pass at once.
    #[cfg(test)]
    pub(crate) fn skip(&self, time: Duration) {
        *self.skipped.lock().unwrap() += time;
    }
}
