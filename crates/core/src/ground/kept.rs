//! Databases of arrays that stay open from one request to the next: to open one takes longer than most of
//! what is asked of it.

use std::fmt;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pure_sqlite::Waiter;

use super::store::{Store, StoreError};

/// How many stay open at most, of all arrays together.
const MOST: usize = 16;

/// How long one stays open that nobody uses.
const IDLE: Duration = Duration::from_secs(10);

/// How long one stays open at all.
const LONGEST: Duration = Duration::from_secs(60);

/// Keeps databases of arrays open between requests, for a server: whoever opens an array with a
/// [`Context`](super::Context) that has this gets one that is open already. Each is used by one request at a
/// time; between requests it holds no lock and leaves no log, and before each it is looked at whether it is
/// still that of the array.
#[derive(Default)]
pub struct KeptArrays {
    /// The one that was used last is the last.
    idle: Mutex<Vec<Idle>>,
}

/// One that nobody uses.
struct Idle {
    store: Store,
    opened: Instant,
    since: Instant,
}

impl KeptArrays {
    /// Closes those that nobody has used for a while. To be called every few seconds.
    pub fn close_idle(&self) {
        self.close(|idle| idle.since.elapsed() >= IDLE);
    }

    /// Closes all that nobody uses.
    pub fn close_all(&self) {
        self.close(|_| true);
    }

    fn close(&self, is_to_close: impl Fn(&Idle) -> bool) {
        let mut idle = self.lock();
        let (closed, kept) = std::mem::take(&mut *idle)
            .into_iter()
            .partition(is_to_close);
        *idle = kept;
        drop(idle);
        // To close one may take its time.
        let _: Vec<Idle> = closed;
    }

    /// The database `path` of an array.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn lend(self: &Arc<Self>, path: &Path, waiter: &Waiter) -> Result<Lent, StoreError> {
        let lent = |store, opened| Lent {
            store: Some(store),
            back: Some((Arc::clone(self), opened)),
        };
        while let Some(mut idle) = self.take(path) {
            if idle.opened.elapsed() < LONGEST && idle.store.is_as_opened() {
                idle.store.set_waiter(waiter);
                return Ok(lent(idle.store, idle.opened));
            }
        }
        Ok(lent(Store::open_to_stay(path, waiter)?, Instant::now()))
    }

    fn take(&self, path: &Path) -> Option<Idle> {
        let mut idle = self.lock();
        let place = idle.iter().rposition(|idle| idle.store.path() == path)?;
        Some(idle.remove(place))
    }

    fn put(&self, store: Store, opened: Instant) {
        let since = Instant::now();
        let mut idle = self.lock();
        let oldest = (idle.len() >= MOST).then(|| idle.remove(0));
        idle.push(Idle {
            store,
            opened,
            since,
        });
        drop(idle);
        drop(oldest);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for KeptArrays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptArrays").finish_non_exhaustive()
    }
}

/// A store for one request, which goes back then to where it is kept.
#[derive(Debug)]
pub(super) struct Lent {
    /// There until it goes back.
    store: Option<Store>,
    back: Option<(Arc<KeptArrays>, Instant)>,
}

impl From<Store> for Lent {
    /// It is closed after the request.
    fn from(store: Store) -> Self {
        Self {
            store: Some(store),
            back: None,
        }
    }
}

impl Deref for Lent {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store
            .as_ref()
            .expect("it is there until it is dropped")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let (Some(mut store), Some((kept, opened))) = (self.store.take(), self.back.take()) else {
            return;
        };
        if store.is_idle() && !std::thread::panicking() {
            store.rest();
            // What it waits for is told to nobody any more.
            store.set_waiter(&Waiter::silent());
            kept.put(store, opened);
        }
    }
}
