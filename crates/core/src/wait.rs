//! Waiting for another command, which the one who waits is told of after a second.
//!
//! This crate prints nothing: the commands say by [`tell_by`] how the one who waits is told.

use std::fs::File;
use std::io;
use std::sync::{Arc, OnceLock};

use pure_sqlite::{Waiter, lock};

static WAITER: OnceLock<Waiter> = OnceLock::new();

/// Has `tell` called with what the command waits to change, at most once a process. The first call of
/// this counts.
pub fn tell_by(tell: fn(&str)) {
    let _ = WAITER.set(Waiter::new(Some(Arc::new(move || tell("the array")))));
}

/// How this process waits.
pub(crate) fn waiter() -> Waiter {
    WAITER.get().cloned().unwrap_or_default()
}

/// Looks until `look` finds something; none when that takes too long.
pub(crate) fn until<T, E>(look: impl FnMut() -> Result<Option<T>, E>) -> Result<Option<T>, E> {
    waiter().until(look)
}

/// Locks `file`; false when another command holds it for too long.
pub(crate) fn for_lock(file: &File) -> io::Result<bool> {
    lock::exclusive(file, &waiter())
}
