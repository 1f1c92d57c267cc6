//! Connections that say nothing.

use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Attack;

/// Files that are not connections.
const OTHERS: u64 = 100;

/// Opens them all, and keeps them.
pub(super) fn attack(attack: Attack<'_>) -> Result<String> {
    let limit = getrlimit(Resource::Nofile);
    let needed = attack.limits.silent as u64 + OTHERS;
    if limit.current.is_some_and(|current| current < needed) {
        let raised = Rlimit {
            current: Some(needed),
            maximum: limit.maximum,
        };
        setrlimit(Resource::Nofile, raised)?;
    }
    let (mut open, mut failed) = (Vec::new(), 0);
    while open.len() < attack.limits.silent && failed < 100 {
        match TcpStream::connect_timeout(&attack.address, Duration::from_secs(10)) {
            Ok(stream) => open.push(stream),
            Err(_) => failed += 1,
        }
    }
    ensure!(
        open.len() == attack.limits.silent,
        "only {} connections were taken",
        open.len()
    );
    while attack.goes_on() {
        thread::sleep(Duration::from_millis(50));
    }
    Ok(format!(
        "{} connections held open by the attacker, {failed} not taken",
        open.len()
    ))
}
