//! Chromium, and what drives it, for the tests of pages.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{binaries, package_folder};

/// The variable by which the programs of `tests/browser` find their packages.
pub const MODULES: &str = "PURE_BROWSER_MODULES";

/// Where Debian's Chromium is.
const CHROMIUM: &str = "/usr/bin/chromium";

/// The folder with the packages of `tests/browser/package-lock.json`, under the target folder: it is set
/// up at the first call, and whenever the lock changes. Sees to Chromium too.
///
/// # Errors
/// When there is no Node.js or no Chromium, and they or the packages cannot be had.
pub fn modules() -> Result<PathBuf> {
    let profile = binaries::profile_folder()?;
    let folder = profile
        .parent()
        .context("the target folder")?
        .join("browser");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let lock = File::create(folder.join("lock")).context("the lock of the browser's folder")?;
    lock.lock().context("the lock of the browser's folder")?;
    need_chromium()?;

    let source = package_folder().join("browser");
    let wanted = fs::read_to_string(source.join("package-lock.json")).context("the packages")?;
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    for name in ["package.json", "package-lock.json"] {
        fs::copy(source.join(name), folder.join(name)).context("the browser's folder")?;
    }
    let mut install = Command::new("npm");
    install.args([
        "ci",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=error",
    ]);
    done(
        install.current_dir(&folder),
        "It takes Node.js 20 with npm, and a way to the npm registry.",
    )?;
    fs::write(&stamp, wanted).context("the browser's folder")?;
    Ok(folder)
}

fn need_chromium() -> Result<()> {
    if Path::new(CHROMIUM).exists() {
        return Ok(());
    }
    let needed = "It takes Debian's Chromium: apt-get install chromium, as root.";
    done(Command::new("apt-get").arg("update").arg("--quiet"), needed)?;
    let mut install = Command::new("apt-get");
    install.args([
        "install",
        "--yes",
        "--quiet",
        "--no-install-recommends",
        "chromium",
    ]);
    done(install.env("DEBIAN_FRONTEND", "noninteractive"), needed)
}

/// Runs it to its end.
fn done(command: &mut Command, needed: &str) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .context(needed.to_owned())?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "cannot install the browser by `{command:?}`: {}\n{needed}",
            said.trim()
        );
    }
    Ok(())
}
