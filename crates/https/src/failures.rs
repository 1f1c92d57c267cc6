//! How often logging in has failed, so that nobody can try one password after the other.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most of whom failures are remembered.
const MOST: usize = 1000;

/// How many failures in a row cost nothing.
const FREE: u32 = 4;

/// How long a log-in waits after more.
const SLOW: Duration = Duration::from_secs(2);

/// How long failures are remembered.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);

/// How often logging in has failed in a row, by whom: an address, a name.
#[derive(Debug)]
pub struct Failures<K>(Mutex<HashMap<K, (u32, Instant)>>);

impl<K> Default for Failures<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Failures<K> {
    /// How long the next log-in has to wait.
    pub fn delay(&self, of: &K) -> Duration {
        match self.lock().get(of) {
            Some((count, last)) if *count > FREE && last.elapsed() < REMEMBERED => SLOW,
            _ => Duration::ZERO,
        }
    }

    /// Remembers how a log-in has ended. One that succeeds makes the failures before it forgotten.
    pub fn remember(&self, of: K, succeeded: bool) {
        let mut failures = self.lock();
        if succeeded {
            failures.remove(&of);
            return;
        }
        if failures.len() >= MOST {
            failures.retain(|_, (_, last)| last.elapsed() < REMEMBERED);
        }
        if failures.len() >= MOST && !failures.contains_key(&of) {
            // Those of whom least is known, which whoever changes its address all the time has many of.
            let least = failures.values().map(|(count, _)| *count).min();
            failures.retain(|_, (count, _)| Some(*count) != least);
        }
        let (count, last) = failures.entry(of).or_insert((0, Instant::now()));
        *count = count.saturating_add(1);
        *last = Instant::now();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, (u32, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_in_a_row_slow_down_until_one_succeeds() {
        let failures = Failures::default();
        for _ in 0..=FREE {
            assert_eq!(failures.delay(&"one"), Duration::ZERO);
            failures.remember("one", false);
        }
        assert_eq!(failures.delay(&"one"), SLOW);
        assert_eq!(failures.delay(&"other"), Duration::ZERO);
        failures.remember("one", true);
        assert_eq!(failures.delay(&"one"), Duration::ZERO);
    }

    #[test]
    fn whoever_is_many_does_not_make_the_persistent_forgotten() {
        let failures = Failures::default();
        for _ in 0..=FREE {
            failures.remember(0, false);
        }
        for other in 1..10_000 {
            failures.remember(other, false);
        }
        assert_eq!(failures.delay(&0), SLOW);
        assert!(failures.lock().len() <= MOST);
    }
}
