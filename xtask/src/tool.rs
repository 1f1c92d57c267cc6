//! Programs of crates.io in the version that is pinned here: the one on the path, or one that is
//! installed now, outside the repository.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use pure_tests::cargo::cargo;

/// A subcommand of cargo's.
#[derive(Debug)]
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Licences, sources and banned crates.
pub(crate) const DENY: Tool = Tool::new("cargo-deny", "0.20.2");
/// Dependencies that nothing uses.
pub(crate) const MACHETE: Tool = Tool::new("cargo-machete", "0.9.2");
/// Changes of a public interface that its version does not announce.
pub(crate) const SEMVER_CHECKS: Tool = Tool::new("cargo-semver-checks", "0.51.0");
/// What is in the binaries, in CycloneDX.
pub(crate) const CYCLONEDX: Tool = Tool::new("cargo-cyclonedx", "0.5.9");
/// Changes of the code that a test has to notice.
pub(crate) const MUTANTS: Tool = Tool::new("cargo-mutants", "27.1.0");

/// Most of the time that an optimised build takes is spent on making it fast, which pays for none of
/// these.
const LIGHT: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

impl Tool {
    const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version }
    }

    /// The program, called as a subcommand of cargo's in the workspace's folder. It is installed when
    /// the path has no such version of it.
    ///
    /// # Errors
    /// When it cannot be installed.
    pub(crate) fn command(&self) -> Result<Command> {
        if !self.is_installed()? {
            self.install()?;
        }
        self.called()
    }

    /// Where it is installed: built once for all clones and all versions of this workspace.
    fn root(&self) -> Result<PathBuf> {
        let cache = match env::var_os("XDG_CACHE_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => env::home_dir()
                .context("no home folder is known: set XDG_CACHE_HOME")?
                .join(".cache"),
        };
        let folder = format!("{}-{}", self.name, self.version);
        Ok(cache.join("puresim-tools").join(folder))
    }

    fn called(&self) -> Result<Command> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = [self.root()?.join("bin")]
            .into_iter()
            .chain(env::split_paths(&path));
        let path = env::join_paths(folders).context("the path of the tools")?;
        let mut command = cargo(&[self.name.trim_start_matches("cargo-")]);
        // Cargo says of which package this task is, which cargo-machete takes for its own tests.
        command.env("PATH", path).env_remove("CARGO_PKG_NAME");
        Ok(command)
    }

    fn is_installed(&self) -> Result<bool> {
        let mut version = self.called()?;
        version.arg("--version").stderr(Stdio::null());
        let output = version.output().context("cannot start cargo")?;
        let printed = String::from_utf8_lossy(&output.stdout);
        Ok(output.status.success() && printed.split_whitespace().any(|word| word == self.version))
    }

    fn install(&self) -> Result<()> {
        println!("Installing {} {}.", self.name, self.version);
        let mut install = cargo(&["install", "--quiet", "--locked", "--root"]);
        install.arg(self.root()?);
        install.args(["--version", self.version, self.name]);
        // Outside the workspace, whose configuration is not the tool's.
        install.current_dir("/").envs(LIGHT);
        let status = install.status().context("cannot start cargo")?;
        let name = self.name;
        ensure!(status.success(), "{name} cannot be installed: {status}");
        Ok(())
    }
}
