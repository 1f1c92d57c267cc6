//! A place in which the commands run as in a fresh account, and that vanishes afterwards.

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::binaries;

/// How long one command may take before it counts as hung.
pub const DEADLINE: Duration = Duration::from_secs(120);

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
/// whatever way; then stops the key manager, kills the process groups that were named to it, one a
/// line, and removes the folder `$1`.
const KEEPER: &str = r#"
trap '' HUP INT TERM
while read -r group; do groups="$groups -$group"; done
puresim keymanager stop
if [ -n "$groups" ]; then kill -s KILL -- $groups; fi
rm -rf -- "$1"
"#;

/// A temporary folder that is home, current folder, runtime folder and temp folder to the commands
/// run in it. When it is dropped, its key manager is stopped and the folder removed.
///
/// A helper process clears it away, also when this process is interrupted or killed.
#[derive(Debug)]
pub struct Sandbox {
    root: PathBuf,
    variables: Vec<(OsString, OsString)>,
    keeper: Option<Child>,
}

/// What a command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Standard output and standard error as they came.
    pub output: String,
    /// The exit status; 128 and the signal's number when a signal ended it.
    pub status: i32,
}

impl Ran {
    /// The output, when the command succeeded.
    ///
    /// # Panics
    /// With the whole output when it failed.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(
            self.status, 0,
            "exit status {}, output:\n{}",
            self.status, self.output
        );
        self.output
    }

    /// The output, when the command ended with `status`.
    ///
    /// # Panics
    /// With the whole output when it ended otherwise.
    #[track_caller]
    pub fn failure(self, status: i32) -> String {
        assert_eq!(self.status, status, "output:\n{}", self.output);
        self.output
    }
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
        let root = tempfile::Builder::new()
            .prefix("pure-")
            .tempdir()
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

    /// The sandbox's folder. The commands stand in `work` under it, and their home is `home`.
    pub fn path(&self) -> &Path {
        &self.root
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

    /// The folder in which the commands stand.
    pub fn work(&self) -> PathBuf {
        self.path().join("work")
    }

    /// `program` in the sandbox's environment, its standard input closed.
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
    /// When it cannot be started, or does not end within [`DEADLINE`].
    pub fn run(&self, text: &str) -> Result<Ran> {
        run(self.shell(text)).with_context(|| format!("$ {text}"))
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

/// Runs `command` in a process group of its own, standard output and error in one pipe.
///
/// # Errors
/// When it cannot be started, or when it, or anything it left in the background with its output
/// open, lives longer than [`DEADLINE`].
pub fn run(mut command: Command) -> Result<Ran> {
    let (mut reader, writer) = std::io::pipe().context("a pipe")?;
    command
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .process_group(0);
    let mut child = command.spawn().context("cannot start")?;
    // It holds the ends of the pipe that the child writes to, and would keep it open.
    drop(command);
    let output = thread::spawn(move || {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map(|_| bytes)
    });
    let end = Instant::now() + DEADLINE;
    let status = wait_until(&mut child, end)?;
    while !output.is_finished() {
        if Instant::now() > end {
            kill_group(&child);
            bail!("something in the background still holds the output after {DEADLINE:?}");
        }
        thread::sleep(Duration::from_millis(2));
    }
    let bytes = output
        .join()
        .expect("reading does not panic")
        .context("cannot read the output")?;
    Ok(Ran {
        output: String::from_utf8_lossy(&bytes).into_owned(),
        status: number(status),
    })
}

fn wait_until(child: &mut Child, end: Instant) -> Result<ExitStatus> {
    let mut pause = Duration::from_micros(200);
    loop {
        if let Some(status) = child.try_wait().context("cannot wait")? {
            return Ok(status);
        }
        if Instant::now() > end {
            kill_group(child);
            child.wait().context("cannot wait")?;
            bail!("it still runs after {DEADLINE:?}");
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(5));
    }
}

fn kill_group(child: &Child) {
    // Its number fits: the kernel gave it. A group that is gone needs no killing.
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

fn number(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}
