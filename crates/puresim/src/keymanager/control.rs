//! Starting and stopping the key manager.

use std::io::Write;
use std::net::ToSocketAddrs;
use std::path::Path;

use clap::Args;
use pure_console::{Cell, Column, Outcome, OutputOptions, Wait, done, emit, emit_text, warn};
use pure_keymanager::{Instance, KeyManager, Limits, Running, Server, StoreError};

use super::journal;
use crate::background::{self, Background};

/// KMIP's port is registered with IANA.
const DEFAULT_ADDRESS: &str = "127.0.0.1:5696";

/// What the key manager listens with.
#[derive(Args, Clone, Debug, Default)]
pub struct Listen {
    /// Address to listen on; port 0 picks a free one [default: 127.0.0.1:5696]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Further name or address that clients connect to; may be repeated
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
    /// Derive UUIDs and keys from TEXT, for tests: anyone can compute them
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<String>,
}

/// `puresim keymanager start`
#[derive(Args, Debug)]
pub struct Start {
    /// Where and how it listens.
    #[command(flatten)]
    pub listen: Listen,
}

/// `puresim keymanager run`
#[derive(Args, Debug)]
pub struct Run {
    /// Where and how it listens.
    #[command(flatten)]
    pub listen: Listen,
    /// Leave the terminal's session: how `start` runs it
    #[arg(long, hide = true)]
    pub background: bool,
}

/// `puresim keymanager status`
#[derive(Args, Debug)]
pub struct Status {
    /// How long it is waited for.
    #[command(flatten)]
    pub wait: Wait,
    /// How the status is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

impl Listen {
    /// The same, on `address` when none is asked for.
    pub(crate) fn or_where(mut self, address: Option<String>) -> Self {
        self.listen = self.listen.or(address);
        self
    }

    fn address(&self) -> &str {
        self.listen.as_deref().unwrap_or(DEFAULT_ADDRESS)
    }

    /// Whether a key manager that listens on `address` is one that was asked for.
    fn means(&self, address: &str) -> bool {
        let Some(asked) = &self.listen else {
            return true;
        };
        asked.ends_with(":0")
            || asked == address
            || asked
                .to_socket_addrs()
                .is_ok_and(|mut found| found.any(|found| found.to_string() == address))
    }
}

/// Runs it in the foreground, until it is interrupted.
pub(super) fn run(run: &Run) -> anyhow::Result<Outcome> {
    if run.background {
        background::detach();
    }
    journal::open();
    let manager = super::open()?;
    let mut instance = Instance::claim(manager.folder()).map_err(StoreError::from)?;
    if !run.background {
        sow(&manager, &run.listen)?;
    }
    let names = &run.listen.names;
    let server = Server::bind(manager, run.listen.address(), names, Limits::default())?;
    let address = server.address().to_string();
    instance.ready(&address).map_err(StoreError::from)?;
    // It runs also when nobody reads that it does.
    let _ = writeln!(std::io::stdout(), "Key manager ready on {address}.");
    server.run()
}

/// Takes the seed when there is one, and warns of it, also when it was given earlier.
fn sow(manager: &KeyManager, listen: &Listen) -> anyhow::Result<()> {
    if let Some(seed) = &listen.seed {
        manager.set_seed(seed)?;
    }
    if manager.is_seeded()? {
        warn(
            "The keys follow from the seed: anyone who knows it knows them. Use a seed for tests \
             only.",
        );
    }
    Ok(())
}

/// Starts it in the background, and waits until it is ready.
pub(super) fn start(start: &Start) -> anyhow::Result<Outcome> {
    match start_unless_running(&start.listen)? {
        Started::Already(running) => {
            let address = &running.address;
            emit_text(&format!("Key manager is already running on {address}.\n"))?;
        }
        Started::Now(running) => {
            let address = &running.address;
            done(emit_text(&format!("Key manager ready on {address}.\n")))?;
        }
    }
    Ok(Outcome::Done)
}

/// A key manager that runs.
pub(crate) enum Started {
    /// It ran before.
    Already(Running),
    /// It was started.
    Now(Running),
}

impl Started {
    pub(crate) fn running(self) -> Running {
        match self {
            Self::Already(running) | Self::Now(running) => running,
        }
    }
}

/// Starts it in the background unless it runs there, and waits until it is ready.
///
/// # Errors
/// When it runs elsewhere than it is asked to, or does not start.
pub(crate) fn start_unless_running(listen: &Listen) -> anyhow::Result<Started> {
    let manager = super::open()?;
    let folder = manager.folder();
    if let Some(running) = find(folder)? {
        if !listen.means(&running.address) {
            return Err(StoreError::Running(Some(running.address)).into());
        }
        return Ok(Started::Already(running));
    }
    sow(&manager, listen)?;
    let mut arguments = vec!["keymanager", "run", "--background"];
    arguments.extend(["--listen", listen.address()]);
    for name in &listen.names {
        arguments.extend(["--name", name]);
    }
    background(folder).start(&arguments).map(Started::Now)
}

/// Where it runs in the background.
fn background(folder: &Path) -> Background<'_> {
    Background {
        what: "The key manager",
        folder,
        log: "keymanager.log",
    }
}

/// Stops it.
pub(crate) fn stop() -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    match find(manager.folder())? {
        Some(running) => running.stop(manager.folder()).map_err(StoreError::from)?,
        None => emit_text("Key manager is not running.\n")?,
    }
    Ok(Outcome::Done)
}

/// The one that is running in `folder`.
pub(super) fn find(folder: &Path) -> Result<Option<Running>, StoreError> {
    Ok(Running::find(folder)?)
}

/// Shows whether it runs; exit status 1 when it does not in the time that it is waited for.
pub(super) fn status(status: &Status) -> anyhow::Result<Outcome> {
    const COLUMNS: &[Column] = &[
        Column::new("Status"),
        Column::new("Address"),
        Column::number("Process"),
    ];
    let manager = super::open()?;
    let look = || find(manager.folder());
    let running = status.wait.until(Option::is_some, look)?;
    let row = match &running {
        Some(running) => {
            vec![
                "running".into(),
                running.address.as_str().into(),
                running.pid.into(),
            ]
        }
        None => vec!["stopped".into(), Cell::Unset, Cell::Unset],
    };
    emit(COLUMNS, [Ok(row)], &status.output)?;
    Ok(if running.is_some() {
        Outcome::Done
    } else {
        Outcome::NotOk
    })
}
