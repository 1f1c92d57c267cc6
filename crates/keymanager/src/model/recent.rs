//! What was made just now, and on which connection: for the fault that others know it later only.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was made just now.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<Vec<Made>>);

#[derive(Debug)]
struct Made {
    id: String,
    connection: u64,
    at: Instant,
}

impl Recent {
    /// Notes that the object was made on that connection. What was made longer ago than `lag` is
    /// forgotten.
    pub(crate) fn note(&self, id: &str, connection: u64, lag: Duration) {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.retain(|made| made.at.elapsed() < lag);
        made.push(Made {
            id: id.to_owned(),
            connection,
            at: Instant::now(),
        });
    }

    /// Whether the object is known on that connection.
    pub(crate) fn is_known(&self, id: &str, connection: u64, lag: Duration) -> bool {
        let made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !made
            .iter()
            .any(|made| made.id == id && made.connection != connection && made.at.elapsed() < lag)
    }
}
