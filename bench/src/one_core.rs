//! One core of the machine for all that is measured. Between two cores of a virtual machine each
//! request waits twice until an idle one wakes, which says nothing of a server.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Does `work` with this thread, and every process it starts, on one core.
pub(crate) fn on_one_core<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let all = taskset(&["-p"])?;
    let mask = u64::from_str_radix(&all, 16).context("the cores of this process")?;
    let lowest = format!("{:x}", mask & mask.wrapping_neg());
    taskset(&["-p", &lowest])?;
    let done = work();
    taskset(&["-p", &all])?;
    done
}

/// Calls `taskset` for this process's first thread, which starts the others; the last word it says.
fn taskset(arguments: &[&str]) -> Result<String> {
    let mut command = Command::new("taskset");
    let output = command
        .args(arguments)
        .arg(std::process::id().to_string())
        .output()
        .context("taskset")?;
    ensure!(output.status.success(), "taskset: {output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.split_whitespace().last().context("taskset")?;
    Ok(last.to_owned())
}
