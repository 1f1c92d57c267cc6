//! The promise over thousands of random sequences: see `tests/promise`.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};

use crate::tally::Tally;

/// How much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Sequences.
    pub sequences: u32,
    /// Whatever was played by then, it ends.
    pub time: Duration,
}

/// Plays sequences that follow from `seed`.
///
/// # Errors
/// When there is no place to play; what is found wrong is counted.
pub fn run(tally: &mut Tally, seed: u64, limits: Limits) -> Result<()> {
    let start = Instant::now();
    let (played, broken) = pure_promise::search(seed, limits.sequences, Some(start + limits.time))?;
    for broken in &broken {
        tally.check("a sequence", Err(anyhow!("{broken}")));
    }
    let found = || {
        ensure!(broken.is_empty(), "{} sequences break it", broken.len());
        ensure!(
            played >= limits.sequences,
            "only {played} of {} sequences were played in time",
            limits.sequences
        );
        Ok(format!(
            "{played} sequences in {} s",
            start.elapsed().as_secs()
        ))
    };
    tally.check("green means that it would unlock", found());
    Ok(())
}
