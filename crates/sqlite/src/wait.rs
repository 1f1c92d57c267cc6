//! Waiting for other processes and threads: noticed after a second, given up after half a minute.
//!
//! Nothing here belongs to the process: SQLite's own busy handler, which is a plain function without
//! a caller, is not used. Whatever may find a database or a file locked is tried again by
//! [`Waiter::until`].

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// After how long a waiting caller gets a notice.
pub const NOTICE: Duration = Duration::from_secs(1);

/// After how long waiting is given up.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// The pauses between two attempts: short at first, since most changes are.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// How one caller waits. Its clones are the same caller.
#[derive(Clone, Default)]
pub struct Waiter {
    notice: Option<Arc<Notice>>,
}

struct Notice {
    on_wait: Arc<dyn Fn() + Send + Sync>,
    is_given: AtomicBool,
}

impl Waiter {
    /// Waits, and calls `on_wait` when it has waited for [`NOTICE`]: once, however often it waits.
    pub fn new(on_wait: Option<Arc<dyn Fn() + Send + Sync>>) -> Self {
        let notice = |on_wait| Notice {
            on_wait,
            is_given: AtomicBool::new(false),
        };
        Self {
            notice: on_wait.map(|on_wait| Arc::new(notice(on_wait))),
        }
    }

    /// Waits and tells nobody.
    pub fn silent() -> Self {
        Self::default()
    }

    /// Repeats `attempt` until it gives a value, for [`TIMEOUT`] at most; `None` after that.
    ///
    /// # Errors
    /// The first error of `attempt`.
    pub fn until<T, E>(
        &self,
        mut attempt: impl FnMut() -> Result<Option<T>, E>,
    ) -> Result<Option<T>, E> {
        let since = Instant::now();
        if let Some(value) = attempt()? {
            return Ok(Some(value));
        }
        let mut pause = SHORTEST_PAUSE;
        loop {
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
            if let Some(value) = attempt()? {
                return Ok(Some(value));
            }
            let waited = since.elapsed();
            if waited >= TIMEOUT {
                return Ok(None);
            }
            if waited >= NOTICE {
                self.give_notice();
            }
        }
    }

    fn give_notice(&self) {
        if let Some(notice) = &self.notice
            && !notice.is_given.swap(true, Ordering::Relaxed)
        {
            (notice.on_wait)();
        }
    }
}

impl fmt::Debug for Waiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::AtomicU32;

    use super::*;

    #[test]
    fn a_waiter_gives_notice_once_and_its_clones_none() {
        let notices = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&notices);
        let on_wait = move || {
            count.fetch_add(1, Ordering::Relaxed);
        };
        let waiter = Waiter::new(Some(Arc::new(on_wait)));
        for waiter in [waiter.clone(), waiter] {
            let free_at = Instant::now() + NOTICE + LONGEST_PAUSE * 5;
            let attempt = || Ok::<_, Infallible>((Instant::now() >= free_at).then_some(7));
            let Ok(value) = waiter.until(attempt);
            assert_eq!(value, Some(7));
        }
        assert_eq!(notices.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn an_error_ends_the_wait() {
        let mut attempts = 0;
        let result: Result<Option<()>, &str> = Waiter::silent().until(|| {
            attempts += 1;
            if attempts < 3 {
                Ok(None)
            } else {
                Err("broken")
            }
        });
        assert_eq!(result, Err("broken"));
    }
}
