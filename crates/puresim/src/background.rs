//! A server of the home in the background: this program again, started and waited for.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use pure_console::HOME_VARIABLE;
use pure_keymanager::Running;

/// How long a start may take.
const START_TIME: Duration = Duration::from_secs(20);

/// A server of the home that runs in the background.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Background<'a> {
    /// What it is, at the beginning of a sentence.
    pub(crate) what: &'a str,
    /// The folder whose server it is.
    pub(crate) folder: &'a Path,
    /// The name of the file there that has what it writes on standard error.
    pub(crate) log: &'a str,
}

/// Leaves the terminal's session: its signals are not for a server in the background, nor its end.
pub(crate) fn detach() {
    let _ = rustix::process::setsid();
}

impl Background<'_> {
    /// Starts this program with those arguments, and waits until it is ready.
    ///
    /// # Errors
    /// When it does not start, or ends: with what it said then.
    pub(crate) fn start(&self, arguments: &[&str]) -> anyhow::Result<Running> {
        let mut child = self.spawn(arguments)?;
        let end = Instant::now() + START_TIME;
        while Instant::now() < end {
            if let Some(running) = Running::find(self.folder)?
                && running.pid == child.id()
            {
                return Ok(running);
            }
            if child.try_wait()?.is_some() {
                let said = self.said();
                match said.trim().trim_start_matches("Error: ") {
                    "" => bail!("{} ended at once.", self.what),
                    said => bail!("{said}"),
                }
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = child.kill();
        bail!(
            "{} was not ready in {} seconds. Look into {}.",
            self.what,
            START_TIME.as_secs(),
            self.folder.join(self.log).display()
        )
    }

    /// What it has written on standard error.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.folder.join(self.log)).unwrap_or_default()
    }

    fn spawn(&self, arguments: &[&str]) -> anyhow::Result<Child> {
        let path = self.folder.join(self.log);
        let mut options = File::options();
        options.write(true).create(true).truncate(true).mode(0o600);
        let log = options
            .open(&path)
            .with_context(|| format!("Cannot write {}", path.display()))?;
        let program = std::env::current_exe().context("Cannot find puresim itself")?;
        let mut command = Command::new(program);
        command.args(arguments);
        // It holds on to no folder, so the home has to be said in full.
        command
            .env(HOME_VARIABLE, pure_console::context()?.home.root())
            .current_dir("/");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        command
            .spawn()
            .with_context(|| format!("{} cannot be started", self.what))
    }
}
