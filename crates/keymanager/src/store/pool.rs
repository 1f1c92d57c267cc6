//! Connections to the database, which are few however many clients there are.

use std::ops::Deref;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

/// A connection takes three file descriptors and up to two megabytes of cache.
const MAXIMUM: usize = 16;

/// The connections of a process.
#[derive(Debug, Default)]
pub(super) struct Pool {
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Connection>,
    /// How many there are, those in use included.
    open: usize,
    /// How many wait for one.
    waiting: usize,
}

/// A connection in use, which goes back when it is dropped.
pub(super) struct Lease<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl Pool {
    /// An idle connection, or a new one by `connect`; waits while the most there may be are in use.
    pub(super) fn take<E>(
        &self,
        connect: impl FnOnce() -> Result<Connection, E>,
    ) -> Result<Lease<'_>, E> {
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
        // From here on the lease gives the place back, also when there is no connection.
        let mut lease = self.lease(None);
        lease.connection = Some(connect()?);
        Ok(lease)
    }

    fn lease(&self, connection: Option<Connection>) -> Lease<'_> {
        Lease {
            pool: self,
            connection,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deref for Lease<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
            .as_ref()
            .expect("a lease that was given out has its connection")
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        // In the middle of a transaction it would show the next user an old state.
        let usable = self.connection.take().filter(Connection::is_autocommit);
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
    use super::*;

    fn connect() -> rusqlite::Result<Connection> {
        Connection::open_in_memory()
    }

    #[test]
    fn a_connection_in_a_transaction_is_not_used_again() {
        let pool = Pool::default();
        let lease = pool.take(connect).unwrap();
        lease
            .execute_batch("CREATE TABLE t (x); BEGIN; SELECT * FROM t;")
            .unwrap();
        drop(lease);
        assert_eq!(pool.state().open, 0);
        drop(pool.take(connect).unwrap());
        assert_eq!(pool.state().open, 1);
        assert_eq!(pool.state().idle.len(), 1);
    }

    #[test]
    fn a_failed_connection_gives_its_place_back() {
        let pool = Pool::default();
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
                    lease.execute_batch("SELECT 1").unwrap();
                });
            }
        });
        assert!(pool.state().idle.len() <= MAXIMUM);
    }
}
