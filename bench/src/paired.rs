//! Times of two things measured in turns, so that what disturbs one disturbs the other.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// How many runs of one side come before those of the other.
const TURN: usize = 5;

/// The medians of two things measured in the same run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Medians {
    pub(crate) ours: Duration,
    pub(crate) peer: Duration,
}

impl Medians {
    /// Ours over the peer's: below one is faster.
    pub(crate) fn ratio(self) -> f64 {
        self.ours.as_secs_f64() / self.peer.as_secs_f64()
    }
}

/// Has `ours` and `peer` measure themselves in turns, `runs` times each. Each is told how often to run,
/// and gives its times.
pub(crate) fn paired(
    runs: usize,
    mut ours: impl FnMut(usize) -> Result<Vec<Duration>>,
    mut peer: impl FnMut(usize) -> Result<Vec<Duration>>,
) -> Result<Medians> {
    let mut times = (Vec::with_capacity(runs), Vec::with_capacity(runs));
    while times.0.len() < runs {
        let turn = TURN.min(runs - times.0.len());
        times.0.extend(ours(turn)?);
        times.1.extend(peer(turn)?);
    }
    Ok(Medians {
        ours: median(times.0),
        peer: median(times.1),
    })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A command measured as a whole process, by hyperfine, after one run that does not count. It reads
/// and writes nothing, and has to succeed.
pub(crate) fn process(command: Command) -> impl FnMut(usize) -> Result<Vec<Duration>> {
    hyperfine(command, None)
}

/// The same, with the line of a command that is run before each time.
pub(crate) fn process_after(
    prepare: &str,
    command: Command,
) -> impl FnMut(usize) -> Result<Vec<Duration>> {
    hyperfine(command, Some(prepare.to_owned()))
}

fn hyperfine(
    command: Command,
    prepare: Option<String>,
) -> impl FnMut(usize) -> Result<Vec<Duration>> {
    move |runs| {
        let mut hyperfine = Command::new("hyperfine");
        for (name, value) in command.get_envs() {
            hyperfine.env(name, value.unwrap_or_default());
        }
        if let Some(folder) = command.get_current_dir() {
            hyperfine.current_dir(folder);
        }
        hyperfine.args(["-N", "--style", "none", "--warmup", "1"]);
        hyperfine.args(["--export-json", "/dev/stdout"]);
        hyperfine.arg("--runs").arg(runs.to_string());
        hyperfine.args(prepare.iter().flat_map(|line| ["--prepare", line]));
        hyperfine.arg(line(&command));
        let output = hyperfine.stdin(Stdio::null()).output();
        let output = output.with_context(|| format!("hyperfine {command:?}"))?;
        ensure!(
            output.status.success(),
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        times(&output.stdout)
    }
}

/// The command as a line of words.
fn line(command: &Command) -> String {
    let words = [command.get_program()]
        .into_iter()
        .chain(command.get_args());
    let quoted = words.map(|word| format!("'{}'", word.to_string_lossy()));
    quoted.collect::<Vec<_>>().join(" ")
}

/// What hyperfine exports: a result for each command, of which there is one.
#[derive(Deserialize)]
struct Export {
    results: Vec<Measured>,
}

#[derive(Deserialize)]
struct Measured {
    /// In seconds.
    times: Vec<f64>,
}

/// The times in what hyperfine exports.
fn times(json: &[u8]) -> Result<Vec<Duration>> {
    let export: Export = serde_json::from_slice(json).context("what hyperfine exports")?;
    let seconds = export.results.into_iter().flat_map(|it| it.times);
    Ok(seconds.map(Duration::from_secs_f64).collect())
}

/// Work that is not a process of its own, measured by the clock.
pub(crate) fn work(
    mut work: impl FnMut() -> Result<()>,
) -> impl FnMut(usize) -> Result<Vec<Duration>> {
    move |runs| {
        let mut time = || {
            let start = Instant::now();
            work()?;
            Ok(start.elapsed())
        };
        (0..runs).map(|_| time()).collect()
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
            let order = &order;
            move |runs: usize| {
                order.borrow_mut().push_str(&format!("{c}{runs} "));
                Ok(vec![Duration::ZERO; runs])
            }
        };
        paired(7, note('o'), note('p')).unwrap();
        assert_eq!(*order.borrow(), "o5 p5 o2 p2 ");
    }

    #[test]
    fn what_hyperfine_exports() {
        let json = r#"{"results": [{"median": 0.002, "times": [
            0.001955899,
            0.0039
        ], "exit_codes": [0, 0]}]}"#;
        let expected = [1_955_899, 3_900_000].map(Duration::from_nanos);
        assert_eq!(times(json.as_bytes()).unwrap(), expected);
        assert!(times(b"{}").is_err());
    }
}
