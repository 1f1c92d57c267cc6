//! A home of its own, with the release binaries, for one benchmark.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

/// A fresh home in a folder that goes away with it.
pub(crate) struct Fixture {
    folder: TempDir,
    binaries: PathBuf,
    /// Runs of each side of a pair.
    pub(crate) runs: usize,
}

impl Fixture {
    /// An empty home for the commands in `binaries`.
    pub(crate) fn new(binaries: &Path, runs: usize) -> Result<Self> {
        let folder = tempfile::tempdir().context("a temporary folder")?;
        let runtime = folder.path().join("run");
        std::fs::create_dir(&runtime).context("a runtime folder")?;
        set_private(&runtime)?;
        Ok(Self {
            folder,
            binaries: binaries.to_owned(),
            runs,
        })
    }

    /// Another home for the same commands.
    pub(crate) fn another(&self) -> Result<Self> {
        Self::new(&self.binaries, self.runs)
    }

    /// The folder that holds the home, and in which files may be put.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The release binary `name`.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.binaries.join(name)
    }

    /// The command `line`, whose first word is one of ours.
    pub(crate) fn ours(&self, line: &str) -> Command {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default();
        let mut command = Command::new(self.binary(name));
        command.args(words);
        self.surround(&mut command);
        command
    }

    /// Any other program with its arguments.
    pub(crate) fn peer<S: AsRef<OsStr>>(&self, program: &str, arguments: &[S]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments);
        self.surround(&mut command);
        command
    }

    /// Runs a line of shell in the home; its standard output.
    pub(crate) fn shell(&self, line: &str) -> Result<String> {
        let output = self
            .peer("sh", &["-ec", line])
            .stdin(Stdio::null())
            .output()
            .with_context(|| line.to_owned())?;
        if !output.status.success() {
            bail!("{line}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn surround(&self, command: &mut Command) {
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .current_dir(self.folder())
            .env("PATH", format!("{}:{path}", self.binaries.display()))
            .env("HOME", self.folder())
            .env("PURESIM_HOME", self.folder().join("home"))
            .env("XDG_RUNTIME_DIR", self.folder().join("run"));
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        // Nothing to stop where no key manager was started.
        let _ = self.shell("puresim keymanager stop");
    }
}

fn set_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
        .with_context(|| folder.display().to_string())
}
