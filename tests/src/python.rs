//! The Pythons in which the peers are installed, for the tests with programs that nobody here wrote.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::package_folder;

/// The variable by which `cargo xtask test` says which Python to use.
pub const VARIABLE: &str = "PURE_INTEROP_PYTHON";

/// A Python that has the packages of `tests/interop/requirements.txt`.
///
/// It is the one that [`VARIABLE`] names, else one in the user's cache, which is set up once for each
/// version of the requirements. Tests that ask at once wait for each other.
///
/// # Errors
/// When there is no Python 3, or the packages cannot be had.
pub fn interpreter() -> Result<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(program) => Ok(program.into()),
        None => set_up("interop/requirements.txt"),
    }
}

/// A Python that has the packages of `tests/doors/requirements.txt`: the newest SDK of the array, and
/// Ansible with the array's collection. 773 MB, once.
///
/// # Errors
/// As [`interpreter`].
pub fn sdk() -> Result<PathBuf> {
    set_up("doors/requirements.txt")
}

/// A folder of Ansible collections with a later one of the array than the Python of [`sdk`] has, out of
/// the package `ansible` of 14.5, which as a whole asks for a Python of 3.12. 51 MB are fetched, once.
///
/// # Errors
/// As [`interpreter`].
pub fn later_collection() -> Result<PathBuf> {
    let folder = cache()?.join("ansible-14.5.0-collection");
    let lock = locked(&folder)?;
    let stamp = folder.join("installed");
    if !stamp.is_file() {
        let mut command = Command::new(sdk()?);
        command.arg(package_folder().join("doors/collection.py"));
        let output = command.arg(&folder).stdin(Stdio::null()).output()?;
        if !output.status.success() {
            bail!(
                "cannot fetch the collection of Ansible 14.5: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        fs::write(stamp, "").context("the folder of the collection")?;
    }
    drop(lock);
    Ok(folder)
}

/// A Python that has the packages of `tests/dsm/requirements.txt`, the vendor's clients of Fortanix DSM.
///
/// # Errors
/// As [`interpreter`].
pub fn dsm() -> Result<PathBuf> {
    set_up("dsm/requirements.txt")
}

/// A Python that has the packages of `tests/doors/requirements-1.47.txt`: an older SDK. 318 MB, once.
///
/// # Errors
/// As [`interpreter`].
pub fn older_sdk() -> Result<PathBuf> {
    set_up("doors/requirements-1.47.txt")
}

/// A Python that has what `requirements` lists.
fn set_up(requirements: &str) -> Result<PathBuf> {
    let requirements = package_folder().join(requirements);
    let shown = || requirements.display().to_string();
    let wanted = fs::read_to_string(&requirements).with_context(shown)?;
    // Outside the repository, by what is in it: the same for all clones.
    let name = format!("python-{:016x}", fingerprint(&wanted));
    let folder = cache()?.join(name);
    let _lock = locked(&folder)?;
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

/// Makes the folder, and waits until nobody else sets it up.
fn locked(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let lock = File::create(folder.join("lock")).context("the lock of a folder of tools")?;
    lock.lock().context("the lock of a folder of tools")?;
    Ok(lock)
}

/// Where tools lie that are installed once for all clones: `cargo xtask` puts its own there too.
fn cache() -> Result<PathBuf> {
    let cache = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => std::env::home_dir()
            .context("no home folder is known: set XDG_CACHE_HOME")?
            .join(".cache"),
    };
    Ok(cache.join("puresim-tools"))
}

/// By what requirements are told apart (FNV-1a): the stamp has them whole.
fn fingerprint(text: &str) -> u64 {
    let add = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    text.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, add)
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
