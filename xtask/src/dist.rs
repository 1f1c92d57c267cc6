//! `cargo xtask dist`: one archive with all that a release holds.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use pure_tests::cargo::workspace;

use crate::{install, sbom};

/// Pack commands, man pages, completions, licences and the list of components into target/dist.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// Texts that belong to every copy.
const TEXTS: [&str; 4] = ["README.md", "SECURITY.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Installs into a folder of the archive's name, and packs it with tar.
pub(crate) fn run(_: &Arguments) -> Result<ExitCode> {
    let name = format!(
        "pure-{}-{}-{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS
    );
    let dist = workspace().join("target/dist");
    let folder = dist.join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    install::install_under(&folder)?;
    for text in TEXTS {
        fs::copy(workspace().join(text), folder.join(text)).with_context(|| text.to_owned())?;
    }
    sbom::write(&folder.join("sbom"))?;
    let archive = format!("{name}.tar.gz");
    let mut tar = Command::new("tar");
    tar.current_dir(&dist).args(["-czf", &archive, &name]);
    let status = tar.status().context("cannot start tar")?;
    ensure!(status.success(), "tar: {status}");
    println!("{}", dist.join(archive).display());
    Ok(ExitCode::SUCCESS)
}
