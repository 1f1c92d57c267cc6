//! Waiting for another command: told after a second, given up after [`BUSY_TIMEOUT`].
//!
//! This crate prints nothing: the commands say by [`tell_by`] how the one who waits is told.

use std::cell::Cell;
use std::fs::{File, TryLockError};
use std::io;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::store::BUSY_TIMEOUT;

/// After how long a command says that it waits.
pub const NOTICE: Duration = Duration::from_secs(1);

/// The pauses between two looks: short at first, since most commands are.
const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(20);

static TELL: OnceLock<fn(&str)> = OnceLock::new();

/// What a command waits to change.
const ARRAY: &str = "the array";
const KEY_MANAGER: &str = "the key manager";

/// Has `tell` called with what the command waits to change, at most once a process, when it has waited
/// for [`NOTICE`]. The first call of this counts.
pub fn tell_by(tell: fn(&str)) {
    let _ = TELL.set(tell);
}

/// A wait that has begun.
#[derive(Clone, Copy)]
struct Wait {
    what: &'static str,
    since: Instant,
    pause: Duration,
}

impl Wait {
    fn begin(what: &'static str) -> Self {
        Self {
            what,
            since: Instant::now(),
            pause: SHORTEST,
        }
    }

    /// Pauses before the next look; false when this has taken too long.
    fn goes_on(&mut self) -> bool {
        static TOLD: OnceLock<()> = OnceLock::new();
        let waited = self.since.elapsed();
        if waited >= BUSY_TIMEOUT {
            return false;
        }
        if waited >= NOTICE
            && let Some(tell) = TELL.get()
        {
            TOLD.get_or_init(|| tell(self.what));
        }
        std::thread::sleep(self.pause);
        self.pause = (self.pause * 2).min(LONGEST);
        true
    }
}

thread_local! {
    static DATABASE: Cell<Option<Wait>> = const { Cell::new(None) };
}

/// SQLite calls this when the array's database is locked, with the number of calls before this one for
/// the same lock.
pub(crate) fn for_database(calls: i32) -> bool {
    for_sqlite(ARRAY, calls)
}

/// The same for the database of the key manager of the bench.
pub fn for_key_manager(calls: i32) -> bool {
    for_sqlite(KEY_MANAGER, calls)
}

fn for_sqlite(what: &'static str, calls: i32) -> bool {
    let begun = DATABASE.get().filter(|_| calls > 0);
    let mut wait = begun.unwrap_or_else(|| Wait::begin(what));
    let goes_on = wait.goes_on();
    DATABASE.set(Some(wait));
    goes_on
}

/// Looks until `look` finds something; none when that takes too long.
pub(crate) fn until<T, E>(mut look: impl FnMut() -> Result<Option<T>, E>) -> Result<Option<T>, E> {
    let mut wait = Wait::begin(ARRAY);
    loop {
        match look()? {
            None if wait.goes_on() => {}
            found => return Ok(found),
        }
    }
}

/// Locks `file`; false when another command holds it for too long.
pub(crate) fn for_lock(file: &File) -> io::Result<bool> {
    let locked = until(|| match file.try_lock() {
        Ok(()) => Ok(Some(())),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    });
    Ok(locked?.is_some())
}
