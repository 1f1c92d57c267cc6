//! `cargo xtask torture`: kills, crowds, broken devices and attacks, recorded in
//! `docs/reliability.md`.

use std::process::ExitCode;

use anyhow::{Context, Result};
use pure_tests::binaries;

use crate::cargo::{build_commands, cargo, workspace};
use crate::reliability;

/// Kill, crowd, starve and attack the commands and the key manager, for at most 20 minutes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The seed that everything random follows from
    #[arg(long)]
    seed: Option<u64>,
    /// How long the whole run may take
    #[arg(long, default_value_t = 20)]
    minutes: u64,
    /// How many commands are killed
    #[arg(long, default_value_t = 1000)]
    kills: u64,
    /// Use optimised commands
    #[arg(long)]
    release: bool,
}

const SECTIONS: [&str; 4] = [
    "Broken devices",
    "Crowds",
    "Attacks on the key manager",
    "Kills",
];

/// Runs everything; fails when a check did.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let commands = build_commands(arguments.release)?;
    let report = tempfile::tempdir().context("a temp folder")?;
    let mut torture = cargo(&["run", "--quiet", "--locked", "-p", "pure-torture", "--"]);
    torture.arg("--report").arg(report.path());
    torture.arg("--minutes").arg(arguments.minutes.to_string());
    torture.arg("--kills").arg(arguments.kills.to_string());
    if let Some(seed) = arguments.seed {
        torture.arg("--seed").arg(seed.to_string());
    }
    torture.env(binaries::VARIABLE, commands);
    let status = torture.status().context("cannot start cargo")?;
    for title in SECTIONS {
        let path = report.path().join(format!("{title}.md"));
        if let Ok(text) = std::fs::read_to_string(path) {
            reliability::record(workspace(), title, &text)?;
        }
    }
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
