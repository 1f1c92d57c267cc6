//! `puresim serve` in the foreground, for the tests of the array's doors.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

use crate::Sandbox;

/// `puresim serve` at a free port, until it is dropped.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// Where its first array listens: a host and a port.
    pub address: String,
}

impl Serving {
    /// Serves, with these options besides, and returns when it listens.
    ///
    /// # Errors
    /// When it ends before it says where it listens.
    pub fn start(sandbox: &Sandbox, options: &[&str]) -> Result<Self> {
        let mut command = sandbox.command("puresim");
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--csv", "--columns", "name,rest"])
            .args(options);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = sandbox.spawn(command)?;
        let output = child.stdout.take().context("its output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let served = lines.find_map(|line| {
            let (_, address) = line.split_once("https://")?;
            let end = address.find(['"', ',', '/']).unwrap_or(address.len());
            Some(address[..end].to_owned())
        });
        match served {
            Some(address) => Ok(Self { child, address }),
            None => {
                let _ = child.kill();
                let status = child.wait()?;
                anyhow::bail!("puresim serve does not say where it listens: {status}")
            }
        }
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, and returns its exit status.
    ///
    /// # Errors
    /// When there is nobody to ask.
    pub fn end(mut self) -> Result<Option<i32>> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        Ok(self.child.wait()?.code())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
