//! The Pythons in which the peers are installed, for the tests with programs that nobody here wrote.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{binaries, package_folder};

/// The variable by which `cargo xtask test` says which Python to use.
pub const VARIABLE: &str = "PURE_INTEROP_PYTHON";

/// A Python that has the packages of `tests/interop/requirements.txt`.
///
/// It is the one that [`VARIABLE`] names, else one under the target folder, which is set up at the
/// first call and whenever the requirements change. Tests that ask at once wait for each other.
///
/// # Errors
/// When there is no Python 3, or the packages cannot be had.
pub fn interpreter() -> Result<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(program) => Ok(program.into()),
        None => set_up("interop", "interop/requirements.txt"),
    }
}

/// A Python that has the packages of `tests/doors/requirements.txt`, 868 MB: they lie under the target
/// folder from the first call on.
///
/// # Errors
/// As [`interpreter`].
pub fn sdk() -> Result<PathBuf> {
    set_up("sdk", "doors/requirements.txt")
}

/// A Python in the folder `name` that has what `requirements` lists.
fn set_up(name: &str, requirements: &str) -> Result<PathBuf> {
    let profile = binaries::profile_folder()?;
    let folder = profile.parent().context("the target folder")?.join(name);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let lock = File::create(folder.join("lock")).context("the lock of the Python folder")?;
    lock.lock().context("the lock of the Python folder")?;

    let requirements = package_folder().join(requirements);
    let shown = || requirements.display().to_string();
    let wanted = fs::read_to_string(&requirements).with_context(shown)?;
    let stamp = folder.join("installed");
    let program = folder.join("python");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(program);
    }
    let environment = folder.join("venv");
    if environment.exists() {
        fs::remove_dir_all(&environment).context("the Python environment of before")?;
    }
    make_environment(&environment, &requirements, &program)?;
    fs::write(&stamp, wanted).context("the Python folder")?;
    Ok(program)
}

/// Makes `program`, a Python that has the requirements, by the first way that this machine has.
fn make_environment(folder: &Path, requirements: &Path, program: &Path) -> Result<()> {
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        // Thousands of models of the SDK would be compiled for nothing.
        "--no-compile",
        "--disable-pip-version-check",
    ];
    let python = folder.join("bin/python3");
    let made = quietly(Command::new("python3").args(["-m", "venv"]).arg(folder))
        || quietly(Command::new("virtualenv").arg(folder));
    let (mut pip, run) = if made {
        (
            Command::new(&python),
            format!("exec '{}' \"$@\"\n", python.display()),
        )
    } else {
        // Debian's Python has no venv without a further package: a plain folder does as well.
        (
            Command::new("python3"),
            format!("PYTHONPATH='{}' exec python3 \"$@\"\n", folder.display()),
        )
    };
    pip.args(install).arg("--requirement").arg(requirements);
    if !made {
        pip.arg("--target").arg(folder);
    }
    let output = pip
        .stdin(Stdio::null())
        .output()
        .context("python3 is needed")?;
    if !output.status.success() {
        bail!(
            "cannot install the peers by `{pip:?}`: {}\nIt takes Python 3.8 or later with pip or venv \
             (Debian: apt-get install python3-venv) and a way to PyPI; or set {VARIABLE} to a \
             Python that has it.",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    fs::write(program, format!("#!/bin/sh\n{run}")).context("the Python folder")?;
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).context("the Python folder")
}

fn quietly(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}
