//! `puresim dsm`: a Fortanix DSM, set up by the lines that set up the embedded key manager.

pub mod account;
pub mod app;
pub mod connection;
pub mod group;
pub mod key;

use clap::{Args, Subcommand};
use pure_console::{Batch, Cell, Column, Outcome, OutputOptions, confirm, emit};
use pure_dsm::{DsmError, Noun, Session, Who};

use crate::keymanager::args::Targets;
use connection::{Connected, Connection};

/// `puresim dsm`
#[derive(Args, Debug)]
pub struct Dsm {
    /// Which DSM, and who asks.
    #[command(flatten)]
    pub connection: Connection,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// A verb or a noun of `puresim dsm`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Log in, and show where, as whom and in which account
    ///
    /// Shows whether the address, the trust in its certificate and the log-in are right. Nothing is changed.
    Status(Status),
    /// Accounts: what belongs to one organization
    ///
    /// Create, list and show the accounts of the user who logs in.
    #[command(subcommand)]
    Account(account::Verb),
    /// Groups: which keys belong together, and which apps see them
    ///
    /// Create, list, show and delete the groups of the account.
    #[command(subcommand)]
    Group(group::Verb),
    /// Apps: the clients of the key manager
    ///
    /// Create, list, show and delete apps, and upload the certificates that they authenticate with.
    #[command(subcommand)]
    App(app::Verb),
    /// Keys and their states
    ///
    /// List and show keys, and deactivate them.
    #[command(subcommand)]
    Key(key::Verb),
}

/// `puresim dsm status`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Status {
    /// How it is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Address"),
    Column::new("Version"),
    Column::new("Logged In"),
    Column::new("Account"),
];

/// Does it.
///
/// # Errors
/// Whatever the verb reports.
pub fn run(dsm: &Dsm) -> anyhow::Result<Outcome> {
    match &dsm.verb {
        Verb::Status(status) => {
            status.output.check(COLUMNS)?;
            let (session, account) = dsm.connection.open()?;
            let who = match session.who() {
                Who::User(email) => format!("user {email}"),
                Who::App(id) => format!("app {id}"),
            };
            let row = vec![
                dsm.connection.address()?.to_string().into(),
                session.version()?.into(),
                who.into(),
                account.map(|account| account.name).into(),
            ];
            emit(COLUMNS, [Ok(row)], &status.output)?;
            Ok(Outcome::Done)
        }
        Verb::Account(verb) => account::run(&dsm.connection, verb),
        Verb::Group(verb) => group::run(&dsm.connection, verb),
        Verb::App(verb) => app::run(&dsm.connection, verb),
        Verb::Key(verb) => key::run(&dsm.connection, verb),
    }
}

/// A time that DSM told, or did not.
fn time(time: Option<jiff::Timestamp>) -> Cell {
    time.map_or(Cell::Unset, Cell::Time)
}

/// What is made unless `if_missing` finds one of that name, which has to be like it but for what `difference`
/// says.
fn made<T>(
    noun: Noun,
    if_missing: bool,
    there: impl FnOnce() -> Result<T, DsmError>,
    make: impl FnOnce() -> Result<T, DsmError>,
    difference: impl FnOnce(&T) -> Option<&'static str>,
) -> anyhow::Result<T> {
    if !if_missing {
        return Ok(make()?);
    }
    match there() {
        Err(DsmError::Missing(_)) => Ok(make()?),
        Err(error) => Err(error.into()),
        Ok(there) => match difference(&there) {
            None => Ok(there),
            Some(what) => anyhow::bail!("{noun} exists, with another {what}."),
        },
    }
}

/// Deletes what has those names, after asking. What is not there is not asked for.
fn delete<T>(
    connected: &Connected,
    noun: &str,
    targets: &Targets,
    find: impl Fn(&Session, &str) -> Result<T, DsmError>,
    delete: impl Fn(&Session, &T) -> Result<(), DsmError>,
) -> anyhow::Result<Outcome> {
    let (session, _) = connected;
    let mut batch = Batch::new();
    for name in &targets.names {
        if let Some(found) = batch.run(name, || find(session, name)) {
            confirm(&format!("Delete {noun} {name}?"), targets.yes)?;
            batch.run(name, || delete(session, &found));
        }
    }
    Ok(batch.outcome())
}
