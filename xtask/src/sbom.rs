//! `cargo xtask sbom`: what is in the binaries, as CycloneDX 1.5, by cargo-cyclonedx.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use pure_tests::binaries::COMMANDS;
use pure_tests::cargo::workspace;

use crate::metadata::packages;
use crate::tool::CYCLONEDX;

/// List what is in each command, in CycloneDX 1.5.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = "target/sbom")]
    output: PathBuf,
}

/// What cargo-cyclonedx calls its files, beside the `Cargo.toml` of each package.
const WRITTEN: &str = "pure-sbom";

/// Writes the lists.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = workspace().join(&arguments.output);
    write(&folder)?;
    println!("{} lists in {}", COMMANDS.len(), folder.display());
    Ok(ExitCode::SUCCESS)
}

/// Writes a list for each command into `folder`: neither tests nor build scripts are in it.
pub(crate) fn write(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let mut cyclonedx = CYCLONEDX.command()?;
    cyclonedx.args(["--quiet", "--format", "json", "--spec-version", "1.5"]);
    cyclonedx.args(["--no-build-deps", "--override-filename", WRITTEN]);
    let status = cyclonedx.status().context("cannot start cargo")?;
    ensure!(status.success(), "cargo cyclonedx: {status}");
    for package in packages()? {
        let written = package
            .manifest_path
            .with_file_name(format!("{WRITTEN}.json"));
        if COMMANDS.contains(&package.name.as_str()) {
            let list = folder.join(format!("{}.cdx.json", package.name));
            fs::copy(&written, &list).with_context(|| list.display().to_string())?;
        }
        fs::remove_file(&written).with_context(|| written.display().to_string())?;
    }
    Ok(())
}
