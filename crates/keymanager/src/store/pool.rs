//! Connections to the database, which are few however many clients there are.

use std::ops::Deref;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use pure_sqlite::Database;

/// A connection needs three file descriptors and up to two megabytes of cache.
const MAXIMUM: usize = 16;

/// What is pooled: a connection.
pub(super) trait Pooled {
    /// Whether it is in no transaction.
    fn is_idle(&self) -> bool;
}

impl Pooled for Database {
    fn is_idle(&self) -> bool {
        self.is_idle()
    }
}

/// The connections of a process.
#[derive(Debug)]
pub(super) struct Pool<C> {
    state: Mutex<State<C>>,
    returned: Condvar,
}

#[derive(Debug)]
struct State<C> {
    idle: Vec<C>,
    /// How many there are, those in use included.
    open: usize,
    /// How many wait for one.
    waiting: usize,
}

/// A connection in use, which goes back when it is dropped.
pub(super) struct Lease<'a, C: Pooled> {
    pool: &'a Pool<C>,
    connection: Option<C>,
}

impl<C> Default for Pool<C> {
    fn default() -> Self {
        let state = State {
            idle: Vec::new(),
            open: 0,
            waiting: 0,
        };
        Self {
            state: Mutex::new(state),
            returned: Condvar::new(),
        }
    }
}

impl<C: Pooled> Pool<C> {
    /// An idle connection, or a new one by `connect`; waits while the most there may be are in use.
    pub(super) fn take<E>(
        &self,
        connect: impl FnOnce() -> Result<C, E>,
    ) -> Result<Lease<'_, C>, E> {
        let mut state = self.state();
        loop {
            if let Some(connection) = state.idle.pop() {
                return Ok(self.lease(Some(connection)));
            }
            if state.open < MAXIMUM {
                break;
            }
            state.waiting += 1;
            state = self
                .returned
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
        state.open += 1;
        drop(state);
        // From here on the lease returns the slot, even when there is no connection.
        let mut lease = self.lease(None);
        lease.connection = Some(connect()?);
        Ok(lease)
    }

    fn lease(&self, connection: Option<C>) -> Lease<'_, C> {
        Lease {
            pool: self,
            connection,
        }
    }

    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Pooled> Deref for Lease<'_, C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.connection
            .as_ref()
            .expect("a lease that was given out has its connection")
    }
}

impl<C: Pooled> Drop for Lease<'_, C> {
    fn drop(&mut self) {
        // In the middle of a transaction it would show the next user an old state.
        let usable = self.connection.take().filter(C::is_idle);
        let mut state = self.pool.state();
        match usable {
            Some(connection) => state.idle.push(connection),
            None => state.open -= 1,
        }
        let is_awaited = state.waiting > 0;
        drop(state);
        if is_awaited {
            self.pool.returned.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// A connection that is in a transaction, or not.
    struct Stub {
        is_idle: Cell<bool>,
    }

    impl Pooled for Stub {
        fn is_idle(&self) -> bool {
            self.is_idle.get()
        }
    }

    fn connect() -> Result<Stub, &'static str> {
        let is_idle = Cell::new(true);
        Ok(Stub { is_idle })
    }

    #[test]
    fn a_connection_in_a_transaction_is_not_used_again() {
        let pool = Pool::default();
        let lease = pool.take(connect).unwrap();
        lease.is_idle.set(false);
        drop(lease);
        assert_eq!(pool.state().open, 0);
        drop(pool.take(connect).unwrap());
        assert_eq!(pool.state().open, 1);
        assert_eq!(pool.state().idle.len(), 1);
    }

    #[test]
    fn a_failed_connection_gives_its_slot_back() {
        let pool = Pool::<Stub>::default();
        for _ in 0..=MAXIMUM {
            assert!(pool.take(|| Err("no")).is_err());
        }
        assert_eq!(pool.state().open, 0);
    }

    #[test]
    fn there_are_never_too_many() {
        let pool = Pool::default();
        std::thread::scope(|scope| {
            for _ in 0..4 * MAXIMUM {
                scope.spawn(|| {
                    let lease = pool.take(connect).unwrap();
                    assert!(pool.state().open <= MAXIMUM);
                    assert!(lease.is_idle());
                    std::thread::yield_now();
                });
            }
        });
        assert!(pool.state().idle.len() <= MAXIMUM);
    }
}
