//! `cargo xtask supply`: what we depend on is licensed and comes from where `deny.toml` allows, and
//! is used.

use std::process::ExitCode;

use anyhow::Result;

use crate::step::{Count, run as run_command, step};
use crate::tool::{DENY, MACHETE, Tool};
use pure_tests::cargo::workspace;

/// Check licences, sources, banned crates, and that every dependency is used.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// Checks, and says what is wrong.
pub(crate) fn run(_: &Arguments) -> Result<ExitCode> {
    let mut total = Count::default();
    check(&mut total);
    Ok(if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The steps of it.
pub(crate) fn check(total: &mut Count) {
    // The advisories are checked where their database can be reached.
    let deny = "--locked --log-level error check bans licenses sources";
    tool("licences and sources", &DENY, deny, total);
    tool("unused dependencies", &MACHETE, "", total);
}

fn tool(name: &str, tool: &Tool, arguments: &str, total: &mut Count) {
    step(name, total, |count| {
        let mut command = tool.command()?;
        command.args(arguments.split_whitespace());
        command.current_dir(workspace());
        run_command(command, count)
    });
}
