//! Starting and stopping the key manager.

use std::io::Write;
use std::net::ToSocketAddrs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use pure_console::{
    Cell, Column, Outcome, OutputOptions, Wait, done, emit, emit_text, warn, working,
};
use pure_keymanager::{HttpsServer, Instance, KeyManager, Limits, Running, Server, StoreError};

use super::journal;
use crate::background::{self, Background};

/// Where nobody else reaches it.
const LOOPBACK: &str = "127.0.0.1";

/// KMIP's port is registered with IANA.
const DEFAULT_ADDRESS: &str = "127.0.0.1:5696";

/// The columns of `puresim keymanager status`.
pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Status"),
    Column::new("Address"),
    Column::number("Process"),
];

/// What the key manager listens with.
#[derive(Args, Clone, Debug, Default)]
pub struct Listen {
    /// Address or port to listen on; port 0 picks a free one [default: 127.0.0.1:5696]
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = address)]
    pub listen: Option<String>,
    /// Second address, as another node of a cluster has
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = address, hide_short_help = true)]
    pub second: Option<String>,
    /// Further name or address that clients connect to; may be repeated
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
}

/// What it serves besides KMIP.
#[derive(Args, Clone, Debug, Default)]
pub struct Https {
    /// Serve DSM's REST API and pages over HTTPS there as well
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub https: Option<String>,
    /// The same, asking clients for a certificate: for apps
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub https_mtls: Option<String>,
    /// Return only keys that were made with Export, as DSM does
    #[arg(long)]
    pub strict: bool,
}

impl Https {
    fn is_asked_for(&self) -> bool {
        self.https.is_some() || self.https_mtls.is_some()
    }
}

/// An address with its port; of a port alone the address is this machine's own.
fn address(text: &str) -> Result<String, &'static str> {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, port),
        None => (LOOPBACK, text),
    };
    if host.is_empty() || port.parse::<u16>().is_err() {
        return Err("must be an address with a port, as in 127.0.0.1:5696, or a port");
    }
    Ok(format!("{host}:{port}"))
}

/// `puresim keymanager start`
#[derive(Args, Debug)]
pub struct Start {
    /// Where and how it listens.
    #[command(flatten)]
    pub listen: Listen,
    /// What it serves besides.
    #[command(flatten)]
    pub https: Https,
}

/// `puresim keymanager run`
#[derive(Args, Debug)]
pub struct Run {
    /// Where and how it listens.
    #[command(flatten)]
    pub listen: Listen,
    /// What it serves besides.
    #[command(flatten)]
    pub https: Https,
    /// Leave the terminal's session: how `start` runs it
    #[arg(long, hide = true)]
    pub background: bool,
}

/// `puresim keymanager status`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
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
        warn_of_seed(&manager)?;
    }
    let names = &run.listen.names;
    manager.set_strict(run.https.strict);
    let folder = manager.folder().to_owned();
    let https = serve_https(&manager, &run.https, names)?;
    settle_at_the_end(&manager)?;
    let server = Server::bind_nodes(
        manager,
        run.listen.address(),
        run.listen.second.as_deref(),
        names,
        Limits::default(),
    )?;
    let address = server.address().to_string();
    remember_https(&folder, &https)?;
    instance.ready(&address).map_err(StoreError::from)?;
    // It runs also when nobody reads that it does.
    let _ = writeln!(std::io::stdout(), "{}", is_ready(&address, &https));
    server.run()
}

/// Serves HTTPS on a thread of its own when it is asked for; where.
fn serve_https(
    manager: &Arc<KeyManager>,
    https: &Https,
    names: &[String],
) -> anyhow::Result<Vec<String>> {
    if !https.is_asked_for() {
        return Ok(Vec::new());
    }
    let (plain, mtls) = (https.https.as_deref(), https.https_mtls.as_deref());
    let server = HttpsServer::bind(manager, plain, mtls, names)?;
    let addresses = server.addresses().iter().map(ToString::to_string).collect();
    let thread = std::thread::Builder::new().name("https".to_owned());
    thread
        .spawn(move || server.run())
        .context("Cannot start a thread for HTTPS")?;
    Ok(addresses)
}

/// The file that has the addresses of HTTPS, a line each.
const HTTPS: &str = "https.addresses";

fn remember_https(folder: &Path, addresses: &[String]) -> anyhow::Result<()> {
    let path = folder.join(HTTPS);
    std::fs::write(&path, addresses.join("\n"))
        .with_context(|| format!("Cannot write {}", path.display()))
}

/// Where the one that is running in `folder` serves HTTPS.
fn https_of(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join(HTTPS)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Writes down what waits for the audit log before a signal ends the process.
fn settle_at_the_end(manager: &Arc<KeyManager>) -> anyhow::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])
        .context("Cannot be told of signals")?;
    let manager = Arc::clone(manager);
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if let Err(error) = manager.settle() {
                warn(error.to_string());
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
    Ok(())
}

fn is_ready(address: &str, https: &[String]) -> String {
    let on = |address: &String| format!(" HTTPS ready on https://{address}.");
    let https: String = https.iter().map(on).collect();
    format!("Key manager ready on {address}.{https}")
}

/// Warns when the keys follow from a seed.
fn warn_of_seed(manager: &KeyManager) -> anyhow::Result<()> {
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
    let https = || Ok::<_, anyhow::Error>(https_of(super::open()?.folder()));
    match start_as_asked(&start.listen, &start.https)? {
        Started::Already(running) if start.https.is_asked_for() && https()?.is_empty() => {
            let address = &running.address;
            bail!(
                "The key manager is already running on {address}, without HTTPS. Stop it first with puresim keymanager stop."
            )
        }
        Started::Already(running) => {
            let address = &running.address;
            emit_text(&format!("Key manager is already running on {address}.\n"))?;
        }
        Started::Now(running) => {
            let ready = is_ready(&running.address, &https()?);
            done(emit_text(&format!("{ready}\n")))?;
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
    start_as_asked(listen, &Https::default())
}

fn start_as_asked(listen: &Listen, https: &Https) -> anyhow::Result<Started> {
    let manager = super::open()?;
    let folder = manager.folder();
    if let Some(running) = find(folder)? {
        if !listen.means(&running.address) {
            return Err(StoreError::Running(Some(running.address)).into());
        }
        return Ok(Started::Already(running));
    }
    warn_of_seed(&manager)?;
    let mut arguments = vec!["keymanager", "run", "--background"];
    arguments.extend(["--listen", listen.address()]);
    if let Some(second) = &listen.second {
        arguments.extend(["--second", second]);
    }
    for name in &listen.names {
        arguments.extend(["--name", name]);
    }
    let addresses = [
        ("--https", &https.https),
        ("--https-mtls", &https.https_mtls),
    ];
    for (option, address) in addresses {
        if let Some(address) = address {
            arguments.extend([option, address]);
        }
    }
    if https.strict {
        arguments.push("--strict");
    }
    let start = || background(folder).start(&arguments);
    working("Starting the key manager", start).map(Started::Now)
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
    let https = running.as_ref().map(|_| https_of(manager.folder()));
    match https.unwrap_or_default().as_slice() {
        [] => emit(COLUMNS, [Ok(row)], &status.output)?,
        https => {
            let addresses: Vec<String> = https.iter().map(|it| format!("https://{it}")).collect();
            let columns = [COLUMNS, &[Column::new("HTTPS")]].concat();
            let row = [row, vec![addresses.join(", ").into()]].concat();
            emit(&columns, [Ok(row)], &status.output)?;
        }
    }
    Ok(if running.is_some() {
        Outcome::Done
    } else {
        Outcome::NotOk
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_on_this_machine() {
        for (text, expected) in [
            ("5696", Some("127.0.0.1:5696")),
            ("0", Some("127.0.0.1:0")),
            ("0.0.0.0:5696", Some("0.0.0.0:5696")),
            ("[::1]:5696", Some("[::1]:5696")),
            ("localhost:5696", Some("localhost:5696")),
            ("nonsense", None),
            ("localhost", None),
            (":5696", None),
            ("a:70000", None),
            ("", None),
        ] {
            assert_eq!(address(text).ok().as_deref(), expected, "{text}");
        }
    }
}
