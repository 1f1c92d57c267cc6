//! Honest clients, each with a new connection for a few requests, and how long they wait.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::fixture::Fixture;

/// How they fared.
#[derive(Debug, Default)]
pub(super) struct Served {
    pub(super) served: usize,
    pub(super) failed: usize,
    times: Vec<Duration>,
    last_error: String,
}

impl Served {
    pub(super) fn longest(&self) -> Duration {
        self.times.last().copied().unwrap_or(Duration::MAX)
    }
}

impl fmt::Display for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |part: usize| {
            let at = (self.times.len() * part / 100).min(self.times.len().saturating_sub(1));
            self.times.get(at).map_or(0, Duration::as_millis)
        };
        let Self { served, failed, .. } = self;
        write!(f, "{served} served, {failed} not, median {} ms, ", at(50))?;
        write!(f, "99 % within {} ms, longest {} ms", at(99), at(100))?;
        if *failed > 0 {
            write!(f, " (the last failure: {})", self.last_error)?;
        }
        Ok(())
    }
}

/// Serves until it is `over`.
pub(super) fn serve(fixture: &Fixture, over: &AtomicBool) -> Result<Served> {
    let client = fixture.client()?;
    let mut found = Served::default();
    while !over.load(Ordering::Relaxed) {
        let start = Instant::now();
        let asked = client.open().and_then(|mut connection| {
            connection.query()?;
            Ok(connection.locate("no such key")?)
        });
        match asked {
            Ok(_) => {
                found.served += 1;
                found.times.push(start.elapsed());
            }
            Err(error) => {
                found.failed += 1;
                found.last_error = format!("{error:#}");
            }
        }
        thread::sleep(Duration::from_millis(20));
    }
    found.times.sort();
    ensure!(found.served > 0, "nobody was served: {}", found.last_error);
    Ok(found)
}

/// Serves for that long, with nobody else.
pub(super) fn serve_for(fixture: &Fixture, time: Duration) -> Result<Served> {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let honest = scope.spawn(|| serve(fixture, &over));
        thread::sleep(time);
        over.store(true, Ordering::Relaxed);
        honest.join().expect("honest clients do not panic")
    })
}
