//! `kill -9` at random moments over a mixed load, and a look at everything in between.

mod check;
mod key_manager;
mod kill;
mod operator;
mod worker;

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::fixture::Fixture;
use crate::random::Random;
use crate::tally::Tally;

/// Kills between two looks.
const ROUND: u64 = 50;
/// Workers on objects, each with its own.
const WORKERS: u64 = 3;

/// How long and how much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Kills.
    pub kills: u64,
    /// Whatever has happened by then, it ends.
    pub time: Duration,
}

/// What all workers share.
#[derive(Debug, Default)]
struct Shared {
    kills: AtomicU64,
    commands: AtomicU64,
    target: AtomicU64,
}

impl Shared {
    fn goes_on(&self, end: Instant) -> bool {
        let (kills, target) = (&self.kills, &self.target);
        kills.load(Ordering::Relaxed) < target.load(Ordering::Relaxed) && Instant::now() < end
    }
}

/// Kills until there are enough.
///
/// # Errors
/// When the fixture cannot be set up; what is found wrong is counted.
pub fn run(tally: &mut Tally, random: &Random, limits: Limits) -> Result<()> {
    let fixture = Fixture::new()?;
    let shared = Shared::default();
    let (start, end) = (Instant::now(), Instant::now() + limits.time);
    let mut workers: Vec<_> = (0..WORKERS)
        .map(|number| worker::Worker::new(number, random.part(number)))
        .collect();
    let mut operator = operator::Operator::new(random.part(100));
    let mut client = key_manager::Load::new(random.part(200));
    let (mut rounds, mut failures) = (0, Vec::new());
    while shared.kills.load(Ordering::Relaxed) < limits.kills && Instant::now() < end {
        let target = shared.kills.load(Ordering::Relaxed) + ROUND;
        shared
            .target
            .store(target.min(limits.kills), Ordering::Relaxed);
        let outcomes: Vec<Result<()>> = thread::scope(|scope| {
            let (fixture, shared) = (&fixture, &shared);
            let mut running = Vec::new();
            for worker in &mut workers {
                running.push(scope.spawn(|| worker.round(fixture, shared, end)));
            }
            running.push(scope.spawn(|| operator.round(fixture, shared, end)));
            running.push(scope.spawn(|| client.round(fixture, shared, end)));
            let ended = |it: thread::ScopedJoinHandle<'_, Result<()>>| {
                it.join()
                    .unwrap_or_else(|_| Err(anyhow!("the worker panicked")))
            };
            running.into_iter().map(ended).collect()
        });
        failures.extend(outcomes.into_iter().filter_map(Result::err));
        let kills = shared.kills.load(Ordering::Relaxed);
        match check::everything(&fixture, &mut workers, &mut operator, &client) {
            Ok(()) => println!("      {kills} kills, everything acknowledged is there"),
            Err(error) => failures.push(error.context(format!("after {kills} kills"))),
        }
        rounds += 1;
        if failures.len() > 5 {
            break;
        }
    }
    let kills = shared.kills.load(Ordering::Relaxed);
    let commands = shared.commands.load(Ordering::Relaxed);
    let enough = if kills >= limits.kills {
        Ok(format!(
            "{kills}, among {commands} commands, in {} s",
            start.elapsed().as_secs()
        ))
    } else {
        let why = if Instant::now() < end {
            "too much was wrong to continue"
        } else {
            "more there was no time for"
        };
        Err(anyhow!("{kills} of {}: {why}", limits.kills))
    };
    tally.check("`kill -9` at random moments", enough);
    tally.check(
        "certificates, KMIP servers, volumes, array name, KMIP keys and groups as acknowledged; \
         `PRAGMA integrity_check`; data after another boot; no key left Active that nobody uses",
        match failures.is_empty() {
            true => Ok(format!(
                "looked {rounds} times, nothing lost, nothing half done"
            )),
            false => Err(anyhow!(
                "{}",
                failures
                    .iter()
                    .map(|it| format!("{it:#}"))
                    .collect::<Vec<_>>()
                    .join("; ")
            )),
        },
    );
    Ok(())
}
