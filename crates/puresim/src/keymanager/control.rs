//! Starting and stopping the key manager.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, warn};
use pure_core::Home;
use pure_core::home::HOME_VARIABLE;
use pure_keymanager::{Instance, Limits, Running, Server};

/// KMIP's port is registered with IANA.
const DEFAULT_ADDRESS: &str = "127.0.0.1:5696";

/// How long a start may take.
const START_TIME: Duration = Duration::from_secs(20);

/// What the key manager listens with.
#[derive(Args, Clone, Debug)]
pub struct Listen {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = DEFAULT_ADDRESS)]
    pub listen: String,
    /// A further name or address that clients reach it by
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
    /// Derive UUIDs and keys from a text: for reproducible tests only, since anyone can compute them
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
    /// How the status is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Runs it in the foreground, for ever.
pub(super) fn run(run: &Run) -> anyhow::Result<Outcome> {
    if run.background {
        // Signals of the terminal are not for it.
        let _ = rustix::process::setsid();
    }
    let manager = super::open()?;
    let mut instance = Instance::claim(manager.folder())?;
    if let Some(seed) = &run.listen.seed {
        manager.set_seed(seed)?;
        if !run.background {
            warn(INSECURE);
        }
    }
    let listen = &run.listen;
    let server = Server::bind(manager, &listen.listen, &listen.names, Limits::default())?;
    let address = server.address().to_string();
    instance.ready(&address)?;
    println!("Key manager ready on {address}.");
    server.run()
}

const INSECURE: &str = "The keys follow from the seed: anyone who knows it knows them. \
    Use a seed for tests only.";

/// Starts it in the background, and waits until it is ready.
pub(super) fn start(start: &Start) -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    let folder = manager.folder();
    let listen = &start.listen;
    if let Some(running) = Running::find(folder)? {
        let other = listen.listen != running.address && listen.listen != DEFAULT_ADDRESS;
        if other && !listen.listen.ends_with(":0") {
            bail!(
                "The key manager runs already, on {}. Stop it with puresim keymanager stop.",
                running.address
            );
        }
        println!("Key manager runs already on {}.", running.address);
        return Ok(Outcome::Done);
    }
    if listen.seed.is_some() {
        warn(INSECURE);
    }
    let log = folder.join("keymanager.log");
    let mut child = spawn(listen, &log)?;
    let running = wait(&mut child, folder, &log)?;
    println!("Key manager ready on {}.", running.address);
    Ok(Outcome::Done)
}

fn spawn(listen: &Listen, log: &Path) -> anyhow::Result<Child> {
    let file = || -> anyhow::Result<File> {
        let mut options = File::options();
        options.write(true).create(true).truncate(true).mode(0o600);
        options
            .open(log)
            .with_context(|| format!("Cannot write {}", log.display()))
    };
    let program = std::env::current_exe().context("Cannot find puresim itself")?;
    let mut command = Command::new(program);
    command.args([
        "keymanager",
        "run",
        "--background",
        "--listen",
        &listen.listen,
    ]);
    for name in &listen.names {
        command.args(["--name", name]);
    }
    if let Some(seed) = &listen.seed {
        command.args(["--seed", seed]);
    }
    // It holds on to no folder, so the home has to be said in full.
    command
        .env(HOME_VARIABLE, Home::from_environment()?.root())
        .current_dir("/");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(file()?)
        .process_group(0);
    command.spawn().context("Cannot start the key manager")
}

fn wait(child: &mut Child, folder: &Path, log: &Path) -> anyhow::Result<Running> {
    let end = Instant::now() + START_TIME;
    while Instant::now() < end {
        if let Some(running) = Running::find(folder)?
            && running.pid == child.id()
        {
            return Ok(running);
        }
        if child.try_wait()?.is_some() {
            let said = std::fs::read_to_string(log).unwrap_or_default();
            let said = said.trim().trim_start_matches("Error: ").to_owned();
            bail!(
                "{}",
                if said.is_empty() {
                    "The key manager ended at once.".into()
                } else {
                    said
                }
            );
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    bail!(
        "The key manager was not ready in 20 seconds. Look into {}.",
        log.display()
    )
}

/// Stops it.
pub(super) fn stop() -> anyhow::Result<Outcome> {
    let manager = super::open()?;
    match Running::find(manager.folder())? {
        Some(running) => running.stop(manager.folder())?,
        None => println!("Key manager does not run."),
    }
    Ok(Outcome::Done)
}

/// Shows whether it runs; exit status 1 when it does not.
pub(super) fn status(status: &Status) -> anyhow::Result<Outcome> {
    const COLUMNS: &[Column] = &[
        Column::new("Status"),
        Column::new("Address"),
        Column::new("Process"),
    ];
    let manager = super::open()?;
    let running = Running::find(manager.folder())?;
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
