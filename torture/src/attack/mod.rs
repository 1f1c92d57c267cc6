//! The key manager under attack: memory stays bounded, and honest clients are served meanwhile.

mod flood;
mod garbage;
mod handshake;
mod honest;
mod lengths;
mod silent;
mod slow;
mod tls;

use std::fs;
use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::fixture::Fixture;
use crate::random::Random;
use crate::tally::Tally;

/// The most memory that the key manager may ever have had, in KiB.
const MEMORY: u64 = 256 << 10;
/// The most that an honest client may have to wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long each attack lasts.
    pub time: Duration,
    /// Connections that say nothing.
    pub silent: usize,
    /// Requests of one client.
    pub requests: u64,
    /// How long these may take.
    pub flood: Duration,
}

/// What an attack works with.
struct Attack<'a> {
    fixture: &'a Fixture,
    address: SocketAddr,
    random: Random,
    limits: Limits,
    end: Instant,
}

impl Attack<'_> {
    fn goes_on(&self) -> bool {
        Instant::now() < self.end
    }
}

type Kind = fn(Attack<'_>) -> Result<String>;

const ATTACKS: [(&str, Kind); 6] = [
    ("connections that say nothing", silent::attack),
    ("one byte a second", slow::attack),
    ("garbage", garbage::attack),
    ("oversized lengths", lengths::attack),
    ("handshakes without certificate", handshake::attack),
    ("requests from one client", flood::attack),
];

/// Attacks one after another.
///
/// # Errors
/// When the key manager cannot be set up; what is found wrong is counted.
pub fn run(tally: &mut Tally, random: &Random, limits: Limits) -> Result<()> {
    let fixture = Fixture::new()?;
    let process = fixture.process()?;
    let address = SocketAddr::from(([127, 0, 0, 1], fixture.port.number()));
    let quiet = honest::serve_for(&fixture, Duration::from_secs(2))?;
    tally.check("honest clients before", Ok(quiet.to_string()));
    for (number, (name, attack)) in (400..).zip(ATTACKS) {
        let attacker = Attack {
            fixture: &fixture,
            address,
            random: random.part(number),
            limits,
            end: Instant::now() + limits.time,
        };
        let over = AtomicBool::new(false);
        let (said, served) = thread::scope(|scope| {
            let honest = scope.spawn(|| honest::serve(&fixture, &over));
            let said = attack(attacker);
            over.store(true, Ordering::Relaxed);
            (said, honest.join().expect("honest clients do not panic"))
        });
        let outcome = said.and_then(|said| {
            let (served, memory) = (served?, high_water(process)?);
            ensure!(
                served.failed * 100 <= served.served,
                "honest clients: {served}"
            );
            ensure!(served.longest() <= PATIENCE, "honest clients: {served}");
            ensure!(memory <= MEMORY, "the key manager took {memory} KiB");
            ensure!(fixture.process()? == process, "the key manager died");
            Ok(format!(
                "{said}; honest clients: {served}; VmHWM {:.1} MiB",
                memory as f64 / 1024.0
            ))
        });
        tally.check(name, outcome);
    }
    Ok(())
}

/// The most memory that the process ever had, in KiB.
fn high_water(process: i32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).context("it is dead")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line
        .and_then(|line| line.split_whitespace().next())
        .context("no VmHWM")?;
    number.parse().context("a number")
}
