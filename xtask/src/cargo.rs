//! Cargo, this workspace, and where cargo puts what it builds.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use pure_tests::binaries::{COMMANDS, profile_folder};

/// The workspace's folder.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
}

/// The cargo that runs this task, started in the workspace's folder without input.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(arguments)
        .current_dir(workspace())
        .stdin(Stdio::null());
    cargo
}

/// Builds the four commands and gives the folder that they lie in.
pub(crate) fn build_commands(release: bool) -> Result<PathBuf> {
    let mut build = cargo(&["build", "--locked", "--bins"]);
    build.args(COMMANDS.iter().flat_map(|name| ["-p", name]));
    if release {
        build.arg("--release");
    }
    if !build.status().context("cannot start cargo")?.success() {
        bail!("the commands do not build: see the messages above");
    }
    let target = profile_folder()?;
    let target = target.parent().context("the target folder")?;
    Ok(target.join(if release { "release" } else { "debug" }))
}
