//! PyKMIP's server, a key manager that nobody here wrote.

use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::port::Port;
use crate::{Sandbox, package_folder, python};

/// How long the server may take to listen: it loads a database library first.
const READY: Duration = Duration::from_secs(60);

/// A file under `tests/interop`.
pub fn file(name: &str) -> PathBuf {
    package_folder().join("interop").join(name)
}

/// Python with PyKMIP in `sandbox`, for the program and the arguments that the caller adds.
///
/// # Errors
/// When it cannot be installed.
pub fn python(sandbox: &Sandbox) -> Result<Command> {
    let interpreter = python::interpreter()?;
    let mut python = sandbox.command("sh");
    // PyKMIP's warnings about the libraries it uses say nothing about us.
    python
        .args(["-c", "exec \"$@\"", "sh"])
        .arg(interpreter)
        .args(["-W", "ignore"]);
    Ok(python)
}

/// Starts the server with what `pykmip-prepare.sh` has written to `folder`, and returns when it
/// listens on `port`. It ends with the sandbox.
///
/// # Errors
/// When it cannot be started, with what it logged.
pub fn start(sandbox: &Sandbox, folder: &str, port: &Port) -> Result<()> {
    let folder = sandbox.work().join(folder);
    let log = folder.join("server.log");
    let mut server = python(sandbox)?;
    server.args(["-c", "from kmip.services.server.server import main; main()"]);
    server
        .arg("-f")
        .arg(folder.join("server.conf"))
        .arg("-l")
        .arg(&log);
    server.stdout(Stdio::null()).stderr(Stdio::null());
    let mut process = sandbox.spawn(server)?;
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port.number())).is_err() {
        let ended = process.try_wait().context("PyKMIP's server")?;
        if ended.is_some() || start.elapsed() > READY {
            let log = std::fs::read_to_string(&log).unwrap_or_default();
            bail!(
                "PyKMIP's server does not listen on port {}:\n{log}",
                port.number()
            );
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
