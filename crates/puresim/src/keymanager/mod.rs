//! `puresim keymanager`: the embedded stand-in for Fortanix DSM.

mod account;
mod app;
pub(crate) mod args;
mod control;
mod fault;
mod group;
mod journal;
mod key;
mod log;
mod offer;
mod user;

use std::path::Path;
use std::sync::Arc;

use clap::Subcommand;
use pure_console::{Batch, Outcome, confirm, emit_text};
use pure_core::{Error, HomeClock};
use pure_keymanager::{Authority, KeyManager, KeyManagerError, Waiter};
use secrecy::ExposeSecret;

use offer::Noun;

pub(crate) use account::COLUMNS as ACCOUNT_COLUMNS;
pub(crate) use app::{CHECKS as APP_CHECKS, COLUMNS as APP_COLUMNS};
pub(crate) use control::COLUMNS as STATUS_COLUMNS;
pub(crate) use fault::COLUMNS as FAULT_COLUMNS;
pub(crate) use group::COLUMNS as GROUP_COLUMNS;
pub(crate) use key::COLUMNS as KEY_COLUMNS;
pub(crate) use log::COLUMNS as LOG_COLUMNS;
pub(crate) use user::COLUMNS as USER_COLUMNS;

pub use control::Listen;
pub(crate) use control::{start_unless_running, stop};

/// A verb or a noun of `puresim keymanager`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Start the key manager in the background
    ///
    /// Returns when the key manager is ready to accept connections. It runs until puresim
    /// keymanager stop, or until the machine is shut down.
    Start(control::Start),
    /// Stop the key manager
    ///
    /// Ends the key manager that runs in the background. Its accounts, groups, apps and keys stay.
    Stop,
    /// Show whether the key manager is running, and where
    ///
    /// Shows the address that it listens on, and its process.
    Status(control::Status),
    /// Run the key manager in the foreground
    ///
    /// Runs it until it is interrupted, and prints what goes wrong on standard error: for service
    /// managers and containers.
    Run(control::Run),
    /// Print the CA certificate of the key manager
    ///
    /// Prints the certificate in PEM that purekmip create --ca-certificate prompts for.
    Ca,
    /// Accounts: what belongs to one organization
    ///
    /// Create, list, show and delete the accounts of the embedded key manager.
    #[command(subcommand)]
    Account(account::Verb),
    /// Groups: which keys belong together, and which apps see them
    ///
    /// Create, list, show and delete the groups of the embedded key manager.
    #[command(subcommand)]
    Group(group::Verb),
    /// Apps: the clients of the key manager
    ///
    /// Create, list, show and delete apps, and upload the certificates that they authenticate with.
    #[command(subcommand)]
    App(app::Verb),
    /// Keys and their states
    ///
    /// Create and list keys, and change their states as an administrator of DSM does.
    #[command(subcommand)]
    Key(key::Verb),
    /// Users, who log in over HTTPS
    ///
    /// Create, list, show and delete the people who come in by DSM's REST API and pages.
    #[command(subcommand)]
    User(user::Verb),
    /// Show who did what, by which door
    ///
    /// Lists the audit log of the key manager from the oldest to the newest event: what was changed, used
    /// and refused, by commands, KMIP, REST and pages.
    Log(log::Log),
    /// What goes wrong at the key manager, switched while it runs
    ///
    /// Faults of key managers and of the network, for rehearsals and tests.
    #[command(subcommand)]
    Fault(fault::Verb),
}

/// Does it.
///
/// # Errors
/// Whatever the verb reports.
pub fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::Start(start) => control::start(start),
        Verb::Stop => control::stop(),
        Verb::Status(status) => control::status(status),
        Verb::Run(run) => control::run(run),
        Verb::Ca => {
            let manager = open()?;
            let authority = Authority::open(manager.folder(), manager.now())?;
            emit_text(authority.ca_pem())?;
            Ok(Outcome::Done)
        }
        Verb::Account(verb) => account::run(verb),
        Verb::Group(verb) => group::run(verb),
        Verb::App(verb) => app::run(verb),
        Verb::Key(verb) => key::run(verb),
        Verb::User(verb) => user::run(verb),
        Verb::Log(options) => log::run(options),
        Verb::Fault(verb) => fault::run(verb),
    }
}

/// Whether the home's key manager is running, and where, in words.
///
/// # Errors
/// When its lock cannot be read.
pub(crate) fn running() -> anyhow::Result<String> {
    let home = pure_console::context()?.home;
    let running = control::find(&home.root().join("keymanager"))?;
    Ok(match running {
        Some(running) => format!("running on {}", running.address),
        None => "stopped".to_owned(),
    })
}

/// The key manager of the home.
pub(crate) fn open() -> anyhow::Result<Arc<KeyManager>> {
    let context = pure_console::context()?;
    let folder = context.home.prepare_key_manager().map_err(Error::from)?;
    // One that runs follows when the home's clock is moved.
    let clock = HomeClock::open(&context).map_err(Error::from)?;
    let now = Arc::new(move || clock.now().as_second());
    let manager = KeyManager::open_with(&folder, now, waiter())?;
    if let Some(seed) = context.home.seed().map_err(Error::from)?
        && !manager.is_seeded()?
    {
        manager.set_seed(seed.expose_secret())?;
    }
    Ok(manager)
}

/// Saves the state of the home's key manager into the new folder `folder`, when there is any.
pub(crate) fn save(folder: &Path) -> anyhow::Result<()> {
    let home = pure_console::context()?.home;
    if home.root().join("keymanager").exists() {
        open()?.save(folder)?;
    }
    Ok(())
}

/// Puts the state that was saved in `folder` in place of that of the home's key manager.
pub(crate) fn restore(folder: &Path) -> anyhow::Result<()> {
    let home = pure_console::context()?.home;
    let target = home.prepare_key_manager().map_err(Error::from)?;
    Ok(KeyManager::restore(folder, &target, waiter())?)
}

fn waiter() -> Waiter {
    let on_wait = || pure_console::waiting("the key manager");
    Waiter::new(Some(Arc::new(on_wait)))
}

/// A time of the key manager as a cell.
fn time(seconds: i64) -> pure_console::Cell {
    jiff::Timestamp::from_second(seconds).ok().into()
}

/// Deletes what has those names, after asking. What is not there is not asked for.
fn delete<T>(
    manager: &KeyManager,
    noun: Noun,
    targets: &args::Targets,
    find: impl Fn(&str) -> Result<T, KeyManagerError>,
    delete: impl Fn(&str) -> Result<(), KeyManagerError>,
) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    for name in &targets.names {
        let found = || offer::meant(manager, noun, name, find(name));
        if batch.run(name, found).is_some() {
            confirm(&format!("Delete {} {name}?", noun.as_str()), targets.yes)?;
            batch.run(name, || delete(name));
        }
    }
    Ok(batch.outcome())
}
