//! A sandbox whose array is locked with a key of a key manager, and commands with crash points.

use std::os::unix::fs::symlink;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::port::Port;
use crate::{Sandbox, package_folder};

/// A sandbox with a key manager, a KMIP server `kmip_srvr` and a volume `vol1` that holds `plain`.
#[derive(Debug)]
pub struct Stand {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// The key manager's port.
    pub port: Port,
    instrumented: PathBuf,
}

impl Stand {
    /// The stand, the security token not enabled; `under_test` is the binary with the crash points.
    ///
    /// # Errors
    /// When a command fails.
    pub fn new(under_test: &str) -> Result<Self> {
        let (sandbox, port) = (Sandbox::new()?, Port::reserve()?);
        let instrumented = sandbox.path().join("instrumented");
        std::fs::create_dir(&instrumented).context("a folder for the commands")?;
        for name in ["purearray", "puresim"] {
            symlink(under_test, instrumented.join(name)).context("a link to the commands")?;
        }
        let stand = Self {
            sandbox,
            port,
            instrumented,
        };
        for script in ["keymanager.sh", "server.sh"] {
            let text = std::fs::read_to_string(package_folder().join("setup").join(script))?;
            stand.done(&text);
        }
        stand.done("head -c 65536 /dev/urandom > plain && puresim data write vol1 < plain");
        Ok(stand)
    }

    /// Runs a text of the shell that has to succeed; its output.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn done(&self, text: &str) -> String {
        let ran = self.sandbox.run(&self.port.translate(text));
        ran.expect("the shell starts").success()
    }

    /// Runs a text of the shell with the instrumented commands and that variable; the exit status.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn instrumented(&self, variable: &str, value: &str, text: &str) -> i32 {
        // In a shell of its own, so that later commands see nothing of it.
        let path = self.instrumented.display();
        let text = format!("(export PATH=\"{path}:$PATH\" {variable}=\"{value}\"\n{text})");
        let mut shell = self.sandbox.shell(&self.port.translate(&text));
        let output = shell.output().expect("the shell starts");
        output.status.code().unwrap_or(137)
    }
}
