//! The program `pure-manual`, which writes man pages and completions from the commands' own
//! descriptions of their options. It needs all of the commands' libraries, which this one does
//! without.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::folder;
use pure_tests::cargo::cargo;

/// Has `pure-manual` write what it is asked for into the fresh folder `into`, building it first.
pub(crate) fn generate(what: &str, into: &Path) -> Result<()> {
    let mut manual = cargo(&[
        "run",
        "--quiet",
        "--locked",
        "--package",
        "pure-manual",
        "--",
    ]);
    finish(manual.arg(what).arg(into))
}

/// True when the committed folder `committed` holds what `pure-manual`, built in `profile`, writes
/// now; prints each file that differs.
pub(crate) fn is_current(what: &str, profile: &Path, committed: &Path) -> Result<bool> {
    let fresh = tempfile::tempdir().context("a temp folder")?;
    let mut manual = Command::new(profile.join("pure-manual"));
    finish(manual.arg(what).arg(fresh.path()).stdin(Stdio::null()))?;
    let changes = folder::changes(committed, fresh.path())?;
    for change in &changes {
        println!("{change}");
    }
    if !changes.is_empty() {
        println!("The committed files are not those of now: run `cargo xtask {what}`.");
    }
    Ok(changes.is_empty())
}

fn finish(manual: &mut Command) -> Result<()> {
    if !manual
        .status()
        .context("cannot start pure-manual")?
        .success()
    {
        bail!("pure-manual failed: see the messages above");
    }
    Ok(())
}
