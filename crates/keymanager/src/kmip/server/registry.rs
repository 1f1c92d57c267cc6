//! The connections there are, so that there are never too many.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// All connections.
#[derive(Debug)]
pub(super) struct Registry {
    maximum: usize,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    next: u64,
    taken: HashMap<u64, Taken>,
}

#[derive(Debug)]
struct Taken {
    tcp: TcpStream,
    /// When an app last asked for something; none while the client is a stranger.
    heard: Option<Instant>,
    since: Instant,
}

/// A connection's place, which is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    registry: Arc<Registry>,
}

impl Registry {
    pub(super) fn new(maximum: usize) -> Self {
        Self {
            maximum,
            places: Mutex::default(),
        }
    }

    /// A place for a new connection. When all are taken, the one goes that has been silent for longest,
    /// first among those that are no app's.
    pub(super) fn enter(self: &Arc<Self>, tcp: &TcpStream) -> Option<Place> {
        let tcp = tcp.try_clone().ok()?;
        let mut places = self.places();
        if places.taken.len() >= self.maximum {
            let silent = places
                .taken
                .iter()
                .min_by_key(|(_, taken)| (taken.heard.is_some(), taken.heard, taken.since));
            let number = silent.map(|(&number, _)| number)?;
            let taken = places.taken.remove(&number)?;
            // Its thread finds the connection closed and ends.
            let _ = taken.tcp.shutdown(Shutdown::Both);
        }
        let number = places.next;
        places.next += 1;
        places.taken.insert(
            number,
            Taken {
                tcp,
                heard: None,
                since: Instant::now(),
            },
        );
        Some(Place {
            number,
            registry: Arc::clone(self),
        })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// An app has asked for something.
    pub(super) fn heard(&self) {
        if let Some(taken) = self.registry.places().taken.get_mut(&self.number) {
            taken.heard = Some(Instant::now());
        }
    }

    /// The client gets nothing more.
    pub(super) fn say_no_more(&self) {
        if let Some(taken) = self.registry.places().taken.get(&self.number) {
            let _ = taken.tcp.shutdown(Shutdown::Write);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.registry.places().taken.remove(&self.number);
    }
}
