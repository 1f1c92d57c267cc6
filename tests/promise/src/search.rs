//! Searching for a sequence that breaks the promise.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::site::Site;
use crate::step::{Step, steps};
use crate::world::World;

/// After how many steps it is checked in a search; the last step is followed by a check in any case.
const SPARSELY: usize = 3;

/// A shortest sequence that breaks the promise.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The steps.
    pub steps: Vec<Step>,
    /// What is broken.
    pub reason: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.reason)?;
        for step in &self.steps {
            writeln!(f, "    {step:?},")?;
        }
        Ok(())
    }
}

/// Plays `count` random sequences, or fewer when `end` comes first, all that follow from `seed`;
/// returns how many were played, and what was found.
///
/// # Errors
/// When there is no place to play.
pub fn search(seed: u64, count: u32, end: Option<Instant>) -> Result<(u32, Vec<Broken>)> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let workers = u32::try_from(workers)?.min(count).max(1);
    let (played, is_over) = (AtomicU32::new(0), AtomicBool::new(false));
    let found = thread::scope(|scope| {
        let worker = |number: u32| {
            let count = count / workers + u32::from(number < count % workers);
            let (played, is_over) = (&played, &is_over);
            scope.spawn(move || work((seed, number), count, end, played, is_over))
        };
        let running: Vec<_> = (0..workers).map(worker).collect();
        let ended = running.into_iter().map(thread::ScopedJoinHandle::join);
        ended
            .map(|it| it.unwrap_or_else(|_| Err(anyhow!("a worker panicked"))))
            .collect::<Result<Vec<Option<Broken>>>>()
    })?;
    Ok((played.into_inner(), found.into_iter().flatten().collect()))
}

/// One worker's share of the sequences; the first that is broken ends it, and the others.
fn work(
    (seed, number): (u64, u32),
    count: u32,
    end: Option<Instant>,
    played: &AtomicU32,
    is_over: &AtomicBool,
) -> Result<Option<Broken>> {
    let site = Site::new()?;
    let config = Config {
        cases: count,
        failure_persistence: None,
        max_shrink_iters: 1000,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..12].copy_from_slice(&number.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let mut is_shrinking = false;
    let is_shrinking = std::cell::Cell::from_mut(&mut is_shrinking);
    let outcome = runner.run(&steps(), |steps| {
        let is_late = end.is_some_and(|end| Instant::now() >= end);
        if !is_shrinking.get() && (is_late || is_over.load(Ordering::Relaxed)) {
            return Ok(());
        }
        played.fetch_add(1, Ordering::Relaxed);
        // What is found between two looks is looked for at each step while it is shrunk.
        let every = if is_shrinking.get() { 1 } else { SPARSELY };
        play(&site, &steps, every).map_err(|error| {
            is_shrinking.set(true);
            is_over.store(true, Ordering::Relaxed);
            TestCaseError::fail(format!("{error:#}"))
        })
    });
    match outcome {
        Ok(()) => Ok(None),
        Err(TestError::Fail(reason, steps)) => Ok(Some(Broken {
            steps,
            reason: reason.to_string(),
        })),
        Err(error) => Err(anyhow!("{error}")),
    }
}

/// Plays those sequences, and checks after each step.
///
/// # Errors
/// What the first of them that breaks the promise breaks.
pub fn play_all(sequences: &[Vec<Step>]) -> Result<()> {
    let site = Site::new()?;
    let play = |steps: &Vec<Step>| {
        let reason = |error: anyhow::Error| format!("{error:#}");
        play(&site, steps, 1).map_err(reason).map_err(|reason| {
            let steps = steps.clone();
            anyhow!("{}", Broken { steps, reason })
        })
    };
    sequences.iter().try_for_each(play)
}

fn play(site: &Site, steps: &[Step], every: usize) -> Result<()> {
    let mut world = World::new(site)?;
    // Whether it has to unlock at the next look, and it does at first.
    let mut must_unlock = true;
    for (number, &step) in steps.iter().enumerate() {
        let place = || format!("step {}, {step:?}", number + 1);
        let end = match step {
            Step::Order(order, fault) => {
                format!("{:?}", world.order(order, fault).with_context(place)?)
            }
            Step::Event(event) => world
                .event(event)
                .map(|()| String::new())
                .with_context(place)?,
        };
        must_unlock &= step.keeps();
        if (number + 1) % every == 0 || number + 1 == steps.len() {
            must_unlock = world
                .check(must_unlock)
                .with_context(|| format!("after {} {end}", place()))?;
        }
    }
    world.recover().context("at the end")
}
