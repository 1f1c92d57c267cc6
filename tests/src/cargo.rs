//! Cargo, this workspace, and the commands built in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::binaries::{COMMANDS, profile_folder};

/// The workspace's folder.
///
/// # Panics
/// Never: this package lies in the workspace.
pub fn workspace() -> &'static Path {
    crate::package_folder()
        .parent()
        .expect("this package lies in the workspace")
}

/// The cargo that runs this program, started in the workspace's folder without input.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(arguments)
        .current_dir(workspace())
        .stdin(Stdio::null());
    cargo
}

/// Builds the four commands, optimised or not, and gives the folder that they lie in.
///
/// # Errors
/// When they do not build.
pub fn build_commands(release: bool) -> Result<PathBuf> {
    let mut build = cargo(&["build", "--locked", "--bins"]);
    build.args(COMMANDS.iter().flat_map(|name| ["-p", name]));
    if release {
        build.arg("--release");
    }
    if !build.status().context("cannot start cargo")?.success() {
        bail!("the commands do not build: see the messages above");
    }
    let profile = profile_folder()?;
    let target = profile.parent().context("the target folder")?;
    Ok(target.join(if release { "release" } else { "debug" }))
}

/// The tests of what is left on the raw disk and in memory, when this user may run them: they mount a
/// file system and read the memory of processes. In a build of their own, since secrets are disclosed in
/// it.
pub fn left_behind() -> Option<Command> {
    let tests = "test --locked --workspace --features pure-tests/testing --test left_behind";
    let is_root = rustix::process::geteuid().is_root();
    is_root.then(|| cargo(&tests.split(' ').collect::<Vec<_>>()))
}
