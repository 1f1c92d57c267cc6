//! What was made just now, and where: for the faults that others know it later only.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was made just now.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<Vec<Made>>);

#[derive(Debug)]
struct Made {
    id: String,
    origin: Origin,
    at: Instant,
}

/// Where a request came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The connection.
    pub(crate) connection: u64,
    /// The listener that it came by: 0 is the first.
    pub(crate) node: u8,
}

impl Recent {
    /// Notes that the object was made there. What was made longer ago than `lag` is forgotten.
    pub(crate) fn note(&self, id: &str, origin: Origin, lag: Duration) {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.retain(|made| made.at.elapsed() < lag);
        made.push(Made {
            id: id.to_owned(),
            origin,
            at: Instant::now(),
        });
    }

    /// Whether the object is known: unless it was made less than `lag` ago where `is_elsewhere` says.
    pub(crate) fn is_known(
        &self,
        id: &str,
        lag: Duration,
        is_elsewhere: impl Fn(Origin) -> bool,
    ) -> bool {
        let made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !made
            .iter()
            .any(|made| made.id == id && is_elsewhere(made.origin) && made.at.elapsed() < lag)
    }
}
