//! Events of the audit log that wait to be written down.

use std::sync::{Mutex, PoisonError};

use super::Event;

/// So many are written down at once.
const BATCH: usize = 2000;
/// So many may wait while nothing can be written: the oldest are dropped then.
const MOST: usize = 50_000;

/// Events that wait to be written down.
#[derive(Debug, Default)]
pub(super) struct Waiting(Mutex<Queue>);

#[derive(Debug, Default)]
struct Queue {
    events: Vec<Event>,
    /// Whether somebody writes them down.
    is_attended: bool,
    dropped: u64,
}

impl Waiting {
    /// Adds events. True when nobody writes them down yet, who has to be found then.
    pub(super) fn add(&self, events: impl IntoIterator<Item = Event>) -> bool {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queue.events.extend(events);
        if queue.events.len() > MOST {
            let excess = queue.events.len() - MOST;
            queue.events.drain(..excess);
            queue.dropped += excess as u64;
            let dropped = queue.dropped;
            tracing::warn!("the audit log lacks {dropped} events: they could not be written");
        }
        let is_needed = !queue.is_attended && !queue.events.is_empty();
        queue.is_attended |= is_needed;
        is_needed
    }

    /// Takes the oldest.
    pub(super) fn take(&self) -> Vec<Event> {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let length = queue.events.len().min(BATCH);
        queue.events.drain(..length).collect()
    }

    /// Puts back what could not be written down.
    pub(super) fn put_back(&self, events: Vec<Event>) {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newer = std::mem::replace(&mut queue.events, events);
        queue.events.extend(newer);
    }
}
