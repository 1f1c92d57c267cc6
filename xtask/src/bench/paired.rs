//! Times of two things measured in turns, so that what disturbs one disturbs the other.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The medians of two things measured in the same run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Medians {
    pub(super) ours: Duration,
    pub(super) peer: Duration,
}

impl Medians {
    /// Ours over the peer's: below one is faster.
    pub(super) fn ratio(self) -> f64 {
        self.ours.as_secs_f64() / self.peer.as_secs_f64()
    }
}

/// Runs `ours` and `peer` in turns, `runs` times each after one that does not count.
pub(super) fn paired(
    runs: usize,
    mut ours: impl FnMut() -> Result<()>,
    mut peer: impl FnMut() -> Result<()>,
) -> Result<Medians> {
    ours()?;
    peer()?;
    let mut times = (Vec::with_capacity(runs), Vec::with_capacity(runs));
    for _ in 0..runs {
        times.0.push(time(&mut ours)?);
        times.1.push(time(&mut peer)?);
    }
    Ok(Medians {
        ours: median(times.0),
        peer: median(times.1),
    })
}

fn time(work: &mut impl FnMut() -> Result<()>) -> Result<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A command run to its end without input and output; it has to succeed.
pub(super) fn quiet(mut command: Command) -> impl FnMut() -> Result<()> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    move || {
        let status = command.status().with_context(|| format!("{command:?}"))?;
        if !status.success() {
            bail!("{command:?} ended with {status}");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let times = [5, 1, 900].map(Duration::from_millis);
        assert_eq!(median(times.to_vec()), Duration::from_millis(5));
    }

    #[test]
    fn both_sides_run_in_turns() {
        let order = std::cell::RefCell::new(String::new());
        let note = |c| {
            order.borrow_mut().push(c);
            Ok(())
        };
        paired(2, || note('o'), || note('p')).unwrap();
        assert_eq!(*order.borrow(), "opopop");
    }
}
