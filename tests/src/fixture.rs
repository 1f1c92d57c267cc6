//! A sandbox whose array is locked with a key of a key manager, and commands with crash points.

use std::os::unix::fs::symlink;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::port::Port;
use crate::{Sandbox, package_folder};

/// A sandbox with a key manager, a KMIP server `kmip_srvr` and a volume `vol1` that holds `plain`.
#[derive(Debug)]
pub struct Fixture {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// The key manager's port.
    pub port: Port,
}

impl Fixture {
    /// The fixture, the security token not enabled.
    ///
    /// # Errors
    /// When a command fails.
    pub fn new() -> Result<Self> {
        let fixture = Self::connected(Sandbox::new()?)?;
        fixture.done("head -c 65536 /dev/urandom > plain && puresim data write vol1 < plain");
        Ok(fixture)
    }

    /// `sandbox` with the key manager and the KMIP server, and no volume.
    ///
    /// # Errors
    /// When a command fails.
    pub fn connected(sandbox: Sandbox) -> Result<Self> {
        let port = Port::reserve()?;
        let fixture = Self { sandbox, port };
        for script in ["keymanager.sh", "server.sh"] {
            let text = std::fs::read_to_string(package_folder().join("setup").join(script))?;
            fixture.done(&text);
        }
        Ok(fixture)
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

    /// Makes the binary with the crash points known to [`instrumented`](Self::instrumented).
    ///
    /// # Errors
    /// When the links to it cannot be made.
    pub fn instrument(self, under_test: &str) -> Result<Self> {
        let folder = self.instruments();
        std::fs::create_dir(&folder).context("a folder for the commands")?;
        for name in crate::binaries::COMMANDS {
            symlink(under_test, folder.join(name)).context("a link to the commands")?;
        }
        Ok(self)
    }

    fn instruments(&self) -> PathBuf {
        self.sandbox.path().join("instrumented")
    }

    /// Runs a text of the shell with the instrumented commands and that variable; the exit status.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn instrumented(&self, variable: &str, value: &str, text: &str) -> i32 {
        // In a shell of its own, so that later commands see nothing of it.
        let path = self.instruments();
        let path = path.display();
        let text = format!("(export PATH=\"{path}:$PATH\" {variable}=\"{value}\"\n{text})");
        let mut shell = self.sandbox.shell(&self.port.translate(&text));
        let output = shell.output().expect("the shell starts");
        output.status.code().unwrap_or(137)
    }

    /// What is true whatever has happened to a command: the array can be switched on, its data is there,
    /// also after another boot, and no key is left Active that nobody uses.
    ///
    /// # Panics
    /// When it is not true.
    pub fn check(&self, what: &str) {
        let try_done = |text: &str| {
            let ran = self
                .sandbox
                .run(&self.port.translate(text))
                .expect("the shell starts");
            assert!(ran.status == 0, "{what}: {text}\n{}", ran.text);
            ran.text
        };
        try_done("puresim power on > /dev/null");
        try_done("puresim data read vol1 | cmp - plain");
        let listed = try_done("purearray list --security-token --notitle 2> /dev/null");
        try_done("puresim power cycle > /dev/null");
        try_done("puresim data read vol1 | cmp - plain");
        let active = try_done("puresim keymanager key list --notitle | grep -c ' Active ' || true");
        let wanted = if listed.contains(" KMIP ") { "1" } else { "0" };
        assert_eq!(
            active.trim(),
            wanted,
            "{what}: Active keys; the token is {listed}"
        );
    }
}
