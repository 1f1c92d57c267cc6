//! Programs that cargo installs: the one in the target folder, or on the path, or installed now.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use pure_tests::binaries::profile_folder;

use pure_tests::cargo::cargo;

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

    /// The program, called as a subcommand of cargo's. It is installed into the target folder when it
    /// is missing.
    ///
    /// # Errors
    /// When it cannot be installed.
    pub(crate) fn command(&self) -> Result<Command> {
        let profile = profile_folder()?;
        let root = profile.parent().context("the target folder")?.join("tools");
        if !self.is_installed(&root)? {
            self.install(&root)?;
        }
        self.called(&root)
    }

    fn called(&self, root: &Path) -> Result<Command> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = [root.join("bin")]
            .into_iter()
            .chain(env::split_paths(&path));
        let path = env::join_paths(folders).context("the path of the tools")?;
        let mut command = cargo(&[self.name.trim_start_matches("cargo-")]);
        // Cargo says of which package this task is, which cargo-machete takes for its own tests.
        command.env("PATH", path).env_remove("CARGO_PKG_NAME");
        Ok(command)
    }

    fn is_installed(&self, root: &Path) -> Result<bool> {
        let mut version = self.called(root)?;
        version.arg("--version");
        version.stdout(Stdio::null()).stderr(Stdio::null());
        Ok(version.status().context("cannot start cargo")?.success())
    }

    fn install(&self, root: &Path) -> Result<()> {
        println!("Installing {} {}.", self.name, self.version);
        let mut install = cargo(&["install", "--quiet", "--locked", "--root"]);
        install.arg(root);
        install.args(["--version", self.version, self.name]);
        let status = install.status().context("cannot start cargo")?;
        let name = self.name;
        ensure!(status.success(), "{name} cannot be installed: {status}");
        Ok(())
    }
}
