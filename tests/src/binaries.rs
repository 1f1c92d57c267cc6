//! Where the four commands are, and that they are up to date.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, bail};

/// The four commands.
pub const COMMANDS: [&str; 4] = ["purecert", "purekmip", "purearray", "puresim"];

/// The variable by which `cargo xtask` says that the commands are built and where.
pub const VARIABLE: &str = "PURE_BINARIES";

/// The folder that holds the four commands.
///
/// It is the one that [`VARIABLE`] names, else the folder of the profile that this test was built
/// in; there they are built first, so that a plain `cargo test` never runs yesterday's commands.
///
/// # Errors
/// When the commands cannot be built.
pub fn folder() -> Result<&'static Path> {
    static FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = FOLDER.get_or_init(|| match std::env::var_os(VARIABLE) {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => build_beside_this_test().map_err(|e| format!("{e:#}")),
    });
    found
        .as_ref()
        .map(PathBuf::as_path)
        .map_err(|reason| anyhow!("{reason}"))
}

/// The folder of the profile in which the running program was built: `target/debug` for
/// `target/debug/xtask` and for `target/debug/deps/transcripts-0123456789abcdef`.
///
/// # Errors
/// When the running program's own path is unknown.
pub fn profile_folder() -> Result<PathBuf> {
    let program = std::env::current_exe().context("where this program lies")?;
    let folder = program.parent().context("a program lies in a folder")?;
    let is_deps = folder.file_name().is_some_and(|name| name == "deps");
    let profile = if is_deps {
        folder.parent()
    } else {
        Some(folder)
    };
    Ok(profile.context("a profile's folder")?.to_owned())
}

fn build_beside_this_test() -> Result<PathBuf> {
    let folder = profile_folder()?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--locked", "--bins"]);
    cargo.args(COMMANDS.iter().flat_map(|name| ["-p", name]));
    match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => {}
        Some(profile) => drop(cargo.args(["--profile", profile])),
    }
    let status = cargo
        .current_dir(crate::package_folder())
        .status()
        .context("cargo build")?;
    if !status.success() {
        bail!("the commands do not build: see the messages above");
    }
    for name in COMMANDS {
        if !folder.join(name).is_file() {
            bail!(
                "{name} is not in {}: set {VARIABLE} to its folder",
                folder.display()
            );
        }
    }
    Ok(folder)
}
