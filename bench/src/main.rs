//! `pure-bench`: what the commands and the key manager cost, beside a named peer in the same run.
//!
//! Times decide no test: the figures go to `docs/performance.md`, and a figure that falls short is
//! shown as such. `cargo xtask bench` runs it.

mod arrays;
mod chart;
mod create;
mod data;
mod drill;
mod dsm;
mod figure;
mod fixture;
mod get;
mod handshake;
mod http;
mod in_process;
mod key_manager;
mod keys;
mod kmip_test;
mod many;
mod one_core;
mod page;
mod paired;
mod power;
mod rate;
mod report;
mod rest;
mod size;
mod ssh;
mod start;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use clap::Parser;
use clap::builder::PossibleValuesParser;
use pure_tests::cargo::{build_commands, cargo, workspace};

use crate::figure::Figure;
use crate::fixture::Fixture;

/// Measure the commands and the key manager beside their peers.
#[derive(Debug, Parser)]
struct Arguments {
    /// Measure only these, separated by commas, and leave docs/performance.md as it is
    #[arg(long, value_delimiter = ',', value_parser = names())]
    only: Vec<String>,
    /// Runs of each side of a pair
    #[arg(long, default_value_t = 50)]
    runs: usize,
    /// Show the figures without writing docs/performance.md
    #[arg(long)]
    dry_run: bool,
    /// Measure the commands in this folder instead of building the release
    #[arg(long, value_name = "DIR")]
    binaries: Option<PathBuf>,
}

type Measure = fn(&Fixture, &mut dyn FnMut(Figure)) -> Result<()>;

/// What `--only` can name, in the order of the table.
const BENCHMARKS: [(&str, Measure); 25] = [
    ("start", start::measure),
    ("create", create::measure),
    ("power", power::cycle),
    ("rotate", power::rotate),
    ("drill", drill::measure),
    ("data", data::measure),
    ("name", many::by_name),
    ("csv", many::csv),
    ("test", kmip_test::measure),
    ("get", get::one),
    ("connections", get::many),
    ("handshake", handshake::measure),
    ("keys", keys::measure),
    ("rest", rest::one),
    ("rest-many", rest::among_many),
    ("rest-pages", rest::pages),
    ("arrays", arrays::measure),
    ("dsm", dsm::one),
    ("dsm-load", dsm::under_load),
    ("dsm-pages", dsm::pages),
    ("sharing", in_process::sharing),
    ("codec", in_process::codec),
    ("page", page::measure),
    ("ssh", ssh::measure),
    ("size", size::measure),
];

/// Those that need `pure-load`.
const LOADED: [&str; 7] = [
    "get",
    "connections",
    "handshake",
    "keys",
    "dsm-load",
    "sharing",
    "codec",
];

/// Measures, shows, and writes the report.
fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    need(&[
        ("hyperfine", "hyperfine"),
        ("openssl", "openssl"),
        ("sqlite3", "sqlite3"),
        ("taskset", "util-linux"),
        ("nginx", "nginx-light"),
        ("wrk", "wrk"),
        ("curl", "curl"),
    ])?;
    let is_chosen =
        |name: &str| arguments.only.is_empty() || arguments.only.iter().any(|it| it == name);
    let binaries = match &arguments.binaries {
        Some(folder) => folder.canonicalize().context("--binaries")?,
        None => build_commands(true)?,
    };
    if arguments.binaries.is_none() && LOADED.iter().any(|name| is_chosen(name)) {
        build_load()?;
    }
    let mut figures = Vec::new();
    for (name, measure) in BENCHMARKS {
        if is_chosen(name) {
            let fixture = Fixture::new(&binaries, arguments.runs)?;
            measure(&fixture, &mut |figure: Figure| {
                println!("{}", figure.row());
                figures.push(figure);
            })
            .with_context(|| format!("the figures of {name}"))?;
        }
    }
    if !arguments.dry_run && arguments.only.is_empty() {
        report::write(&workspace().join("docs"), &figures)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(BENCHMARKS.map(|(name, _)| name))
}

/// Builds `pure-load` beside the commands.
fn build_load() -> Result<()> {
    let status = cargo(&["build", "--locked", "--release", "-p", "pure-load"]).status();
    if !status.context("cannot start cargo")?.success() {
        bail!("pure-load does not build: see the messages above");
    }
    Ok(())
}

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
