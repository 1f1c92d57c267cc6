//! A folder in which the commands run as in a fresh account, and that vanishes afterwards.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::binaries;
use crate::run::{Output, run};

/// The array's time in transcripts: the one of the documented certificate.
pub const DOCUMENTED_NOW: &str = "2024-02-29T06:01:39Z";

/// Runs the text in `$1` with the variables and the folder of the commands before it, and keeps
/// them for the commands after it, so that a session reads as if it were typed into one shell.
const STEP: &str = r#"
if [ -f "$PURE_TESTS_STATE" ]; then . "$PURE_TESTS_STATE"; fi
trap 'status=$?; { export -p; echo "cd \"$PWD\""; } > "$PURE_TESTS_STATE"; exit $status' EXIT
set -a
eval "$1"
"#;

/// Waits for the end of its input, which comes when the process that started it lets go or ends in
/// whatever way; then closes the doors, stops the key manager, kills the process groups that were named to it, one a
/// line, and removes the folder `$1`.
const KEEPER: &str = r#"
trap '' HUP INT TERM
while read -r group; do groups="$groups -$group"; done
puresim serve stop
puresim keymanager stop
if [ -n "$groups" ]; then kill -s KILL -- $groups; fi
rm -rf -- "$1"
"#;

/// A temporary folder that is home, current folder, runtime folder and temp folder to the commands
/// run in it. When it is dropped, its doors are closed, its key manager is stopped and the folder removed.
///
/// A helper process clears it away, also when this process is interrupted or killed.
#[derive(Debug)]
pub struct Sandbox {
    root: PathBuf,
    variables: Vec<(OsString, OsString)>,
    keeper: Option<Child>,
}

impl Sandbox {
    /// A fresh sandbox with the host's clock and the commands of [`binaries::folder`].
    ///
    /// # Errors
    /// When the commands cannot be built, or the folder cannot be made.
    pub fn new() -> Result<Self> {
        Self::with_commands_of(binaries::folder()?)
    }

    /// A fresh sandbox with the host's clock and the commands that lie in `folder`.
    ///
    /// # Errors
    /// When the sandbox's folder cannot be made.
    pub fn with_commands_of(folder: &Path) -> Result<Self> {
        Self::made_in(&std::env::temp_dir(), folder)
    }

    /// A fresh sandbox with the host's clock, in the folder `place`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn within(place: &Path) -> Result<Self> {
        Self::made_in(place, binaries::folder()?)
    }

    fn made_in(place: &Path, folder: &Path) -> Result<Self> {
        let root = tempfile::Builder::new()
            .prefix("pure-")
            .tempdir_in(place)
            .context("a temp folder")?;
        for name in ["user", "run", "tmp", "work"] {
            let folder = root.path().join(name);
            fs::create_dir(&folder).context("a folder of the sandbox")?;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        }
        let mut path = OsString::from(folder);
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()));
        let within = |name: &str| root.path().join(name).into_os_string();
        let variables = [
            ("PATH", path),
            ("HOME", within("user")),
            ("PURESIM_HOME", within("home")),
            ("XDG_DATA_HOME", within("user/.local/share")),
            ("XDG_CONFIG_HOME", within("user/.config")),
            ("XDG_RUNTIME_DIR", within("run")),
            ("TMPDIR", within("tmp")),
            ("PURE_TESTS_STATE", within("state")),
            ("USER", "pureuser".into()),
            ("LOGNAME", "pureuser".into()),
            ("TZ", "UTC".into()),
            ("LC_ALL", "C.UTF-8".into()),
        ];
        let variables = variables.map(|(name, value)| (name.into(), value)).into();
        let mut sandbox = Self {
            root: root.keep(),
            variables,
            keeper: None,
        };
        sandbox.keeper = Some(sandbox.keep()?);
        Ok(sandbox)
    }

    /// Starts the process that stops and removes what is here once this process lets go of it.
    fn keep(&self) -> Result<Child> {
        let mut keeper = self.command("sh");
        keeper
            .arg("-c")
            .arg(KEEPER)
            .arg("sh")
            .arg(&self.root)
            .current_dir("/");
        // An interrupt from the terminal goes to the foreground group, which it is not in.
        keeper
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        keeper.spawn().context("cannot start sh")
    }

    /// The same with the clock pinned to [`DOCUMENTED_NOW`] and a terminal 200 columns wide.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn pinned() -> Result<Self> {
        let mut sandbox = Self::new()?;
        sandbox.set("PURESIM_NOW", DOCUMENTED_NOW);
        sandbox.set("COLUMNS", "200");
        Ok(sandbox)
    }

    /// Gives every command from now on the variable `name`.
    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.into(), value.into()));
    }

    /// The sandbox's folder. The commands run in `work` under it, and their home is `home`.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The folder of the only array of its home.
    ///
    /// # Panics
    /// When there is none, or another one.
    pub fn array(&self) -> PathBuf {
        let entries = fs::read_dir(self.path().join("home/arrays")).expect("the home has arrays");
        let paths = entries.map(|entry| entry.expect("it can be listed").path());
        let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
        assert_eq!(folders.len(), 1, "{folders:?}");
        folders.remove(0)
    }

    /// Starts `command` in a process group of its own, which is killed with the sandbox.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn spawn(&self, mut command: Command) -> Result<Child> {
        let child = command.process_group(0).spawn().context("cannot start")?;
        let stdin = self
            .keeper
            .as_ref()
            .and_then(|keeper| keeper.stdin.as_ref());
        let mut stdin = stdin.context("the sandbox's keeper has a standard input")?;
        writeln!(stdin, "{}", child.id()).context("the sandbox's keeper has gone")?;
        Ok(child)
    }

    /// The folder in which the commands run.
    pub fn work(&self) -> PathBuf {
        self.path().join("work")
    }

    /// `program` in the sandbox's environment, its standard input empty.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.work()).stdin(Stdio::null());
        command
    }

    /// The shell that runs `text`, which sees the variables that earlier texts set.
    pub fn shell(&self, text: &str) -> Command {
        let mut shell = self.command("sh");
        shell.args(["-c", STEP, "sh", text]);
        shell
    }

    /// Runs `text` in the shell and waits for it.
    ///
    /// # Errors
    /// When it cannot be started, or does not end within [`DEADLINE`](crate::run::DEADLINE).
    pub fn run(&self, text: &str) -> Result<Output> {
        run(&self.shell(text)).with_context(|| format!("$ {text}"))
    }

    /// `program`, to be run to its end and judged by what assert_cmd offers.
    pub fn program(&self, program: &str) -> assert_cmd::Command {
        assert_cmd::Command::from_std(self.command(program))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
        }
    }
}
