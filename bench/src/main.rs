//! `pure-bench`: what the commands cost, beside a named peer in the same run.
//!
//! Times decide no test: the figures go to `docs/performance.md`, and a figure that falls short is
//! shown as such.

mod commands;
mod core;
mod figure;
mod keymanager;
mod load;
mod paired;
mod report;
mod servers;
mod size;
mod stand;

use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use clap::Parser;
use pure_tests::cargo::{build_commands, cargo, workspace};

/// Measure the commands and the key manager beside their peers.
#[derive(Debug, Parser)]
struct Arguments {
    /// Measure only what has this word in its name
    #[arg(long)]
    only: Option<String>,
    /// Runs of each side of a pair
    #[arg(long, default_value_t = 50)]
    runs: usize,
    /// Show the figures without writing docs/performance.md
    #[arg(long)]
    dry_run: bool,
}

/// Measures, shows, and writes the report.
fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    need(&[
        ("hyperfine", "hyperfine"),
        ("openssl", "openssl"),
        ("sqlite3", "sqlite3"),
        ("taskset", "util-linux"),
    ])?;
    let binaries = build_commands(true)?;
    build_load()?;
    let mut figures = Vec::new();
    let groups: [(&str, Measure); 5] = [
        ("commands", commands::measure),
        ("servers", servers::measure),
        ("keymanager", keymanager::measure),
        ("codec", load::measure),
        ("size", size::measure),
    ];
    for (name, measure) in groups {
        if arguments.only.as_ref().is_none_or(|only| only == name) {
            let stand = stand::Stand::new(&binaries, arguments.runs)?;
            measure(&stand, &mut |figure: figure::Figure| {
                println!("{}", figure.row());
                figures.push(figure);
            })
            .with_context(|| format!("the figures of {name}"))?;
        }
    }
    if !arguments.dry_run {
        let docs = workspace().join("docs");
        let notes = std::fs::read_to_string(docs.join("performance-notes.md")).unwrap_or_default();
        report::write(&docs, &figures, &notes)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds `pure-load` beside the commands.
fn build_load() -> Result<()> {
    let status = cargo(&["build", "--locked", "--release", "-p", "pure-load"]).status();
    if !status.context("cannot start cargo")?.success() {
        bail!("pure-load does not build: see the messages above");
    }
    Ok(())
}

type Measure = fn(&stand::Stand, &mut dyn FnMut(figure::Figure)) -> Result<()>;

/// Checks that the peers are installed, and says how to install the ones that are not.
fn need(programs: &[(&str, &str)]) -> Result<()> {
    for (program, package) in programs {
        let found = Command::new(program)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if found.is_err() {
            bail!("{program} is needed as a peer. Install it with apt-get install {package}.");
        }
    }
    Ok(())
}
