//! One step of `cargo xtask test`: a command, its output as it comes, and what it counts.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

/// How many passed and how many failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Count {
    /// Adds one that passed or failed.
    pub(crate) fn add(&mut self, passed: bool) {
        self.passed += u64::from(passed);
        self.failed += u64::from(!passed);
    }

    /// Adds what a line such as `test result: ok. 8 passed; 1 failed; ...` says.
    fn add_line(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else {
            return;
        };
        let words: Vec<&str> = result
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        for pair in words.windows(2) {
            let number = pair[0].parse().unwrap_or(0);
            match pair[1] {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                _ => {}
            }
        }
    }
}

/// Does `work` under the heading `name`, with its time and its outcome at the end.
pub(crate) fn step(name: &str, total: &mut Count, work: impl FnOnce(&mut Count) -> Result<bool>) {
    println!("\n==> {name}");
    let start = Instant::now();
    let passed = work(total).unwrap_or_else(|error| {
        println!("Error: {error:#}");
        false
    });
    total.add(passed);
    let outcome = if passed { "passed" } else { "FAILED" };
    println!(
        "==> {name}: {outcome} ({:.1} s)",
        start.elapsed().as_secs_f64()
    );
}

/// Runs `command`, shows its output line by line, and counts the test results in it. True when it
/// succeeded.
pub(crate) fn run(mut command: Command, total: &mut Count) -> Result<bool> {
    let (reader, writer) = std::io::pipe().context("a pipe")?;
    command
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .stdin(Stdio::null());
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    // It holds ends of the pipe, which then would never end.
    drop(command);
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .context("cannot read the output")?
        > 0
    {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        total.add_line(&text);
        line.clear();
    }
    Ok(child.wait().context("cannot wait")?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_results_are_summed_up() {
        let mut count = Count::default();
        count.add_line("test result: ok. 8 passed; 0 failed; 2 ignored; finished in 0.02s\n");
        count.add_line("test result: FAILED. 7 passed; 3 failed; 0 ignored; 0 measured\n");
        count.add_line("99 passed; 99 failed\n");
        assert_eq!(
            count,
            Count {
                passed: 15,
                failed: 3
            }
        );
    }

    #[test]
    fn a_step_that_breaks_has_failed() {
        let mut count = Count::default();
        step("works", &mut count, |_| Ok(true));
        step("does not", &mut count, |_| Ok(false));
        step("breaks", &mut count, |_| anyhow::bail!("no such program"));
        assert_eq!(
            count,
            Count {
                passed: 1,
                failed: 2
            }
        );
    }

    #[test]
    fn output_counts_and_the_exit_status_tells() {
        let mut count = Count::default();
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "echo 'test result: FAILED. 1 passed; 2 failed' >&2; exit 1",
        ]);
        assert!(!run(shell, &mut count).unwrap());
        assert_eq!(
            count,
            Count {
                passed: 1,
                failed: 2
            }
        );
    }
}
