//! The connections there are, so that there are never too many.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// All connections of a server.
#[derive(Debug)]
pub struct Places {
    maximum: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    by_number: HashMap<u64, Held>,
}

#[derive(Debug)]
struct Held {
    /// How many requests are being answered.
    busy: usize,
    /// Since when there has been nothing to do.
    since: Instant,
    leave: Arc<Notify>,
}

/// The place of a connection, which is free again when it is dropped.
#[derive(Debug)]
pub struct Place {
    number: u64,
    places: Arc<Places>,
    leave: Arc<Notify>,
}

/// A request is being answered until this is dropped.
#[derive(Debug)]
pub struct Busy(Arc<Place>);

impl Places {
    /// So many, at least one.
    pub fn new(maximum: usize) -> Arc<Self> {
        Arc::new(Self {
            maximum: maximum.max(1),
            taken: Mutex::default(),
        })
    }

    /// A place for a new connection. When all are taken, the connection that has been silent for longest
    /// has to leave; none is given when all are busy.
    pub fn take(self: &Arc<Self>) -> Option<Place> {
        let mut taken = self.taken();
        if taken.by_number.len() >= self.maximum {
            let idle = taken.by_number.iter().filter(|(_, held)| held.busy == 0);
            let (&number, _) = idle.min_by_key(|(_, held)| held.since)?;
            if let Some(held) = taken.by_number.remove(&number) {
                held.leave.notify_one();
            }
        }
        let number = taken.next;
        taken.next += 1;
        let leave = Arc::new(Notify::new());
        let held = Held {
            busy: 0,
            since: Instant::now(),
            leave: Arc::clone(&leave),
        };
        taken.by_number.insert(number, held);
        Some(Place {
            number,
            places: Arc::clone(self),
            leave,
        })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Ends when the place is needed for somebody else.
    pub async fn is_needed(&self) {
        self.leave.notified().await;
    }

    /// A request is being answered from now on.
    pub fn work(self: &Arc<Self>) -> Busy {
        self.count(1);
        Busy(Arc::clone(self))
    }

    fn count(&self, change: isize) {
        if let Some(held) = self.places.taken().by_number.get_mut(&self.number) {
            held.busy = held.busy.saturating_add_signed(change);
            held.since = Instant::now();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().by_number.remove(&self.number);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.count(-1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_idlest_makes_room_and_who_is_busy_does_not() {
        let places = Places::new(2);
        let first = Arc::new(places.take().unwrap());
        let second = Arc::new(places.take().unwrap());
        let busy = (first.work(), second.work());
        assert!(places.take().is_none(), "both are busy");
        drop(busy.1);
        let third = places.take().unwrap();
        assert_eq!(places.taken().by_number.len(), 2);
        drop((first, busy.0, second, third));
        assert!(places.taken().by_number.is_empty());
    }
}
