//! How many files the process may open, and so how many connections there may be.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What a connection needs: its socket, and the handle by which it is closed.
const PER_CONNECTION: u64 = 2;
/// The database, the listener, and some more.
const OTHERS: u64 = 128;

/// As many of the `wanted` connections as there are file descriptors for, of which more are asked for
/// when the system allows it.
pub(super) fn connections(wanted: usize) -> usize {
    let needed = wanted as u64 * PER_CONNECTION + OTHERS;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < needed) {
        let most = limit.maximum.map_or(needed, |maximum| maximum.min(needed));
        let raised = Rlimit {
            current: Some(most),
            maximum: limit.maximum,
        };
        // When it is not allowed, there are fewer connections.
        let _ = setrlimit(Resource::Nofile, raised);
    }
    let allowed = getrlimit(Resource::Nofile).current;
    let slots = allowed.map(|files| files.saturating_sub(OTHERS) / PER_CONNECTION);
    slots
        .and_then(|slots| usize::try_from(slots).ok())
        .map_or(wanted, |slots| slots.clamp(1, wanted.max(1)))
}
