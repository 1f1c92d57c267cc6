//! Running one command to its end, by assert_cmd, and what came of it.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{self, Command};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use assert_cmd::assert::Assert;
use rustix::process::{Pid, Signal, kill_process_group};

/// How long one command may take before it counts as hung.
pub const DEADLINE: Duration = Duration::from_secs(120);

/// How much longer something that it left in the background may hold its output open.
const GRACE: Duration = Duration::from_secs(5);

/// Tells the number of its process group to the file `$0`, and becomes the command `$@` with both its
/// outputs in one.
const GROUP: &str = r#"echo "$$" > "$0" && exec "$@" 2>&1"#;

/// What a command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Standard output and standard error as they came.
    pub text: String,
    /// The exit status; 128 and the signal's number when a signal ended it.
    pub status: i32,
    raw: process::Output,
}

impl Output {
    fn new(raw: process::Output) -> Self {
        let signal = || 128 + raw.status.signal().unwrap_or(0);
        Self {
            text: String::from_utf8_lossy(&raw.stdout).into_owned(),
            status: raw.status.code().unwrap_or_else(signal),
            raw,
        }
    }

    /// The text, when the command succeeded.
    ///
    /// # Panics
    /// With all that came of it when it failed.
    #[track_caller]
    pub fn success(self) -> String {
        Assert::new(self.raw).success();
        self.text
    }

    /// The text, when the command ended with `status`.
    ///
    /// # Panics
    /// With all that came of it when it ended otherwise.
    #[track_caller]
    pub fn failure(self, status: i32) -> String {
        Assert::new(self.raw).code(status);
        self.text
    }
}

/// Runs `command`, whose environment is what was set on it and nothing else, in a process group of its
/// own, its standard input empty, standard output and error in one.
///
/// # Errors
/// When it cannot be started, or when it, or anything it left in the background with its output
/// open, lives longer than [`DEADLINE`].
pub fn run(command: &Command) -> Result<Output> {
    run_within(DEADLINE, command)
}

/// As [`run`], for a command that may take longer, or has to be quicker.
///
/// # Errors
/// As [`run`], with `deadline` in place of [`DEADLINE`].
pub fn run_within(deadline: Duration, command: &Command) -> Result<Output> {
    let group = tempfile::NamedTempFile::new().context("a temp file")?;
    let mut shell = Command::new("sh");
    shell.env_clear().process_group(0);
    for (name, value) in command.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    shell.args(["-c", GROUP]).arg(group.path());
    shell.arg(command.get_program()).args(command.get_args());
    let mut shell = assert_cmd::Command::from_std(shell);
    shell.timeout(deadline);

    // assert_cmd ends the command in time, and then waits for all who hold its output.
    let (sender, receiver) = mpsc::channel();
    let start = Instant::now();
    thread::spawn(move || sender.send(shell.output()));
    let ended = receiver.recv_timeout(deadline + GRACE);
    if start.elapsed() >= deadline {
        kill_group(&std::fs::read_to_string(group.path())?);
        bail!("it, or something it left in the background, still runs after {deadline:?}");
    }
    let output = ended.context("the thread that waits has ended")?;
    Ok(Output::new(output.context("cannot start")?))
}

fn kill_group(number: &str) {
    // A group that is gone, or was never told, needs no killing.
    if let Some(group) = number.trim().parse().ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(text: &str) -> Output {
        let mut shell = Command::new("sh");
        shell.env("PATH", "/usr/bin:/bin").args(["-c", text]);
        run(&shell).unwrap()
    }

    #[test]
    fn both_outputs_come_in_their_order_and_input_is_empty() {
        let output = shell("echo a; echo b >&2; cat; echo c");
        assert_eq!(output.success(), "a\nb\nc\n");
    }

    #[test]
    fn the_status_is_that_of_the_shell() {
        assert_eq!(shell("exit 3").failure(3), "");
        assert_eq!(shell("kill -9 $$").status, 137);
    }

    #[test]
    #[should_panic = "code=3"]
    fn a_failure_is_shown() {
        shell("exit 3").success();
    }
}
