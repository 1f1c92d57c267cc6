//! Scripts of the shell that mount file systems of their own, in a namespace of their own.
//!
//! Each prints a line that begins with `ok` or `FAIL` for each check.

use std::ffi::OsStr;
use std::process::Stdio;

use anyhow::{Result, ensure};
use pure_tests::Sandbox;

use crate::tally::Tally;

const LIBRARY: &str = include_str!("../scripts/library.sh");

/// Whether they can be played: they take root.
pub fn is_possible() -> bool {
    rustix::process::geteuid().is_root()
}

/// Plays `script` in the sandbox, with those variables, and counts its checks.
pub(crate) fn play(
    tally: &mut Tally,
    sandbox: &Sandbox,
    script: &str,
    variables: &[(&str, &OsStr)],
) -> Result<String> {
    let mut shell = sandbox.command("unshare");
    shell.args(["--mount", "sh", "-c", &format!("{LIBRARY}\n{script}")]);
    shell.envs(variables.iter().copied());
    // For those that start another shell.
    shell.env("LIBRARY", LIBRARY);
    let output = shell.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = |word: &str| text.lines().filter(|line| line.starts_with(word)).count();
    let (passed, failed) = (count("ok"), count("FAIL"));
    tally.add(passed as u64, failed as u64);
    let failures: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("FAIL"))
        .collect();
    ensure!(failed == 0, "{}", failures.join("; "));
    ensure!(
        output.status.success() && passed > 0,
        "the script ended early: {text}"
    );
    let places = text
        .lines()
        .filter_map(|line| line.strip_prefix("ok "))
        .collect::<Vec<_>>();
    Ok(format!(
        "{passed} commands failed clearly or worked, the state whole each time ({})",
        summary(&places)
    ))
}

/// How often each command was tried.
fn summary(places: &[&str]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for place in places {
        match counts.iter_mut().find(|(known, _)| known == place) {
            Some((_, count)) => *count += 1,
            None => counts.push((place, 1)),
        }
    }
    let words = counts
        .iter()
        .map(|(place, count)| format!("`{place}` {count}"));
    words.collect::<Vec<_>>().join(", ")
}
