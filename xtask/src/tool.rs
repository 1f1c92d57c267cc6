//! Programs that cargo installs: the one in the target folder, or on the path, or installed now.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use pure_tests::binaries::profile_folder;

use crate::cargo::cargo;

/// A program of crates.io.
#[derive(Debug)]
pub(crate) struct Tool {
    name: &'static str,
    /// The version that is installed where there is none.
    version: &'static str,
}

/// Licences, sources and banned crates.
pub(crate) const DENY: Tool = Tool::new("cargo-deny", "0.20.2");
/// Dependencies that nothing uses.
pub(crate) const MACHETE: Tool = Tool::new("cargo-machete", "0.9.2");
/// Changes of the code that a test has to notice.
pub(crate) const MUTANTS: Tool = Tool::new("cargo-mutants", "27.1.0");

impl Tool {
    const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version }
    }

    /// The program, which is installed into the target folder when it is missing.
    ///
    /// # Errors
    /// When it cannot be installed.
    pub(crate) fn command(&self) -> Result<Command> {
        let profile = profile_folder()?;
        let root = profile.parent().context("the target folder")?.join("tools");
        let ours = root.join("bin").join(self.name);
        if let Some(found) = [ours.clone(), self.name.into()].iter().find(|it| runs(it)) {
            return Ok(Command::new(found));
        }
        println!("Installing {} {}.", self.name, self.version);
        let mut install = cargo(&["install", "--quiet", "--locked", "--root"]);
        install
            .arg(&root)
            .args(["--version", self.version, self.name]);
        let status = install.status().context("cannot start cargo")?;
        ensure!(
            status.success(),
            "{} cannot be installed: {status}",
            self.name
        );
        Ok(Command::new(ours))
    }
}

fn runs(program: &PathBuf) -> bool {
    let mut version = Command::new(program);
    version.arg("--version").stdin(Stdio::null());
    let status = version.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
