//! `cargo xtask completions`: the completion scripts in `completions/`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::{folder, manual};
use pure_tests::cargo::workspace;

/// Write the completion scripts for bash, zsh and fish to completions/.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// Where the completion scripts lie.
pub(crate) fn committed() -> PathBuf {
    workspace().join("completions")
}

/// Writes the scripts.
pub(crate) fn run(_: &Arguments) -> Result<ExitCode> {
    let fresh = tempfile::tempdir().context("a temp folder")?;
    manual::generate("completions", fresh.path())?;
    for change in folder::replace(&committed(), fresh.path())? {
        println!("{change}");
    }
    Ok(ExitCode::SUCCESS)
}

/// True when the committed scripts are those of now.
pub(crate) fn check(profile: &Path) -> Result<bool> {
    manual::is_current("completions", profile, &committed())
}
