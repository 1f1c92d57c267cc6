//! The connections there are, so that there are never too many.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::model::Origin;

/// All connections.
#[derive(Debug)]
pub(super) struct Registry {
    maximum: usize,
    slots: Mutex<Slots>,
}

#[derive(Debug, Default)]
struct Slots {
    next: u64,
    taken: HashMap<u64, Taken>,
}

#[derive(Debug)]
struct Taken {
    tcp: TcpStream,
    /// When an app last asked for something; `None` while the client is not an app's.
    last_request: Option<Instant>,
    since: Instant,
}

/// A connection's slot, which is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    origin: Origin,
    registry: Arc<Registry>,
}

impl Registry {
    pub(super) fn new(maximum: usize) -> Self {
        Self {
            maximum,
            slots: Mutex::default(),
        }
    }

    /// A slot for a new connection by that listener. When all are taken, the connection that has been silent for longest
    /// is closed, those that are no app's first.
    pub(super) fn acquire(self: &Arc<Self>, tcp: &TcpStream, node: u8) -> Option<Slot> {
        let tcp = tcp.try_clone().ok()?;
        let mut slots = self.slots();
        if slots.taken.len() >= self.maximum {
            let silent = slots.taken.iter().min_by_key(|(_, taken)| {
                (
                    taken.last_request.is_some(),
                    taken.last_request,
                    taken.since,
                )
            });
            let number = silent.map(|(&number, _)| number)?;
            let taken = slots.taken.remove(&number)?;
            // Its thread finds the connection closed and ends.
            let _ = taken.tcp.shutdown(Shutdown::Both);
        }
        let number = slots.next;
        slots.next += 1;
        slots.taken.insert(
            number,
            Taken {
                tcp,
                last_request: None,
                since: Instant::now(),
            },
        );
        Some(Slot {
            origin: Origin {
                connection: number,
                node,
            },
            registry: Arc::clone(self),
        })
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    /// Where its requests come from: its number, which no other connection has, and its listener.
    pub(super) fn origin(&self) -> Origin {
        self.origin
    }

    /// An app has asked for something.
    pub(super) fn touch(&self) {
        if let Some(taken) = self.registry.slots().taken.get_mut(&self.origin.connection) {
            taken.last_request = Some(Instant::now());
        }
    }

    /// Closes the connection for writing: the client gets nothing more.
    pub(super) fn shutdown_write(&self) {
        if let Some(taken) = self.registry.slots().taken.get(&self.origin.connection) {
            let _ = taken.tcp.shutdown(Shutdown::Write);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.registry.slots().taken.remove(&self.origin.connection);
    }
}
