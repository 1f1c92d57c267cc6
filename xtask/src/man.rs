//! `cargo xtask man`: the man pages in `man/`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::{folder, manual};
use pure_tests::cargo::workspace;

/// Write the man pages of the commands and their verbs to man/.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// Where the man pages lie.
pub(crate) fn committed() -> PathBuf {
    workspace().join("man")
}

/// Writes the pages.
pub(crate) fn run(_: &Arguments) -> Result<ExitCode> {
    let fresh = tempfile::tempdir().context("a temp folder")?;
    manual::generate("man", fresh.path())?;
    for change in folder::replace(&committed(), fresh.path())? {
        println!("{change}");
    }
    Ok(ExitCode::SUCCESS)
}

/// True when the committed pages are those of now.
pub(crate) fn check(profile: &Path) -> Result<bool> {
    manual::is_current("man", profile, &committed())
}
