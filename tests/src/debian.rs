//! Programs of Debian's packages that tests need.

use std::env;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::binaries;

/// Sees to it that `program` is there: what the path does not have is installed with the package that
/// has it, which takes root. Several tests may ask at once.
///
/// # Errors
/// When it is not there and cannot be installed.
pub fn need(program: &str, package: &str) -> Result<()> {
    need_what(&|| is_on_path(program), program, package)
}

/// The same for a file that no program is.
///
/// # Errors
/// As [`need`].
pub fn need_file(file: &Path, package: &str) -> Result<()> {
    need_what(&|| file.is_file(), &file.display().to_string(), package)
}

fn need_what(is_there: &dyn Fn() -> bool, program: &str, package: &str) -> Result<()> {
    if is_there() {
        return Ok(());
    }
    let profile = binaries::profile_folder()?;
    fs::create_dir_all(&profile).with_context(|| profile.display().to_string())?;
    let lock = File::create(profile.join("debian.lock")).context("the lock of installations")?;
    lock.lock().context("the lock of installations")?;
    if is_there() {
        return Ok(());
    }
    apt_get(&["update"], program, package)?;
    let install = ["install", "--yes", "--no-install-recommends", package];
    apt_get(&install, program, package)
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn apt_get(arguments: &[&str], program: &str, package: &str) -> Result<()> {
    let needed = || format!("{program} is needed: apt-get install {package}, as root");
    let output = Command::new("apt-get")
        .arg("--quiet")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .output()
        .with_context(needed)?;
    if !output.status.success() {
        bail!(
            "{}; it fails: {}",
            needed(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}
