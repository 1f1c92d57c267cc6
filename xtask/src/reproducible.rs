//! `cargo xtask reproducible`: the same source gives the same binaries, wherever it lies.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use pure_tests::binaries::COMMANDS;

use pure_tests::cargo::workspace;

/// Build the release twice, in two folders, and compare the binaries.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// Builds the last commit twice.
pub(crate) fn run(_: &Arguments) -> Result<ExitCode> {
    let folder = tempfile::tempdir().context("a temp folder")?;
    let places = ["one", "another-and-longer"].map(|name| folder.path().join(name));
    for place in &places {
        build(place)?;
    }
    let mut same = true;
    for name in COMMANDS {
        let [one, other] = places
            .each_ref()
            .map(|place| fs::read(place.join("target/release").join(name)));
        let is_same = one? == other?;
        println!("{name}: {}", if is_same { "the same" } else { "DIFFERENT" });
        same &= is_same;
    }
    Ok(if same {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Clones the last commit to `place` and builds the commands there, with no path in them.
fn build(place: &Path) -> Result<()> {
    println!("==> {}", place.display());
    let clone = Command::new("git")
        .args(["clone", "--quiet"])
        .args([workspace(), place])
        .status()
        .context("cannot start git")?;
    ensure!(clone.success(), "git clone: {clone}");
    // Cargo gives the workspace's own flags to this task.
    let flags = env::var("CFLAGS").unwrap_or_default();
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(place)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--release",
            "--bins",
            "--target-dir",
            "target",
        ])
        .args(COMMANDS.iter().flat_map(|name| ["-p", name]))
        .env(
            "RUSTFLAGS",
            format!("--remap-path-prefix={}=/source", place.display()),
        )
        .env(
            "CFLAGS",
            format!("{flags} -ffile-prefix-map={}=/source", place.display()),
        );
    let status = cargo.status().context("cannot start cargo")?;
    ensure!(status.success(), "cargo build: {status}");
    Ok(())
}
