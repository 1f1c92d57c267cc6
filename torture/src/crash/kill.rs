//! Running a command, and killing it at a random moment.

use std::process::Command;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Shared;
use crate::random::Random;

/// Runs `command`, three times of four with a kill within `span` milliseconds; its exit status, none
/// when it was killed, and its errors.
pub(super) fn run(
    mut command: Command,
    random: &mut Random,
    span: u64,
    shared: &Shared,
) -> Result<(Option<i32>, String)> {
    let mut child = command.spawn().context("cannot start")?;
    drop(command);
    shared.commands.fetch_add(1, Ordering::Relaxed);
    if random.below(4) > 0 {
        thread::sleep(Duration::from_micros(random.below(span * 1000)));
        child.kill().context("cannot kill")?;
    }
    let output = child.wait_with_output().context("cannot wait")?;
    if output.status.code().is_none() {
        shared.kills.fetch_add(1, Ordering::Relaxed);
    }
    Ok((
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    ))
}
