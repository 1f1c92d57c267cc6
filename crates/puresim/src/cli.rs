//! What `puresim` understands. Each noun has its folder or file, with the verbs in it.

use clap::{CommandFactory, Parser, Subcommand};
use pure_console::Outcome;

use crate::{array, card, clock, data, drive, key, keymanager, log, power};

/// The bench the simulated array stands on: power, drives, clock, cards, and a key manager.
#[derive(Debug, Parser)]
#[command(name = "puresim", version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A noun of the bench.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Several arrays side by side
    #[command(subcommand)]
    Array(array::Verb),
    /// Smart cards, and the array's port for them
    #[command(subcommand)]
    Card(card::Verb),
    /// Move the array's clock
    #[command(subcommand)]
    Clock(clock::Verb),
    /// Volumes, encrypted under the array's data encryption key
    #[command(subcommand)]
    Data(data::Verb),
    /// The drives of the array
    #[command(subcommand)]
    Drive(drive::Verb),
    /// The array key
    #[command(subcommand)]
    Key(key::Verb),
    /// The embedded key manager, a stand-in for Fortanix DSM
    #[command(subcommand)]
    Keymanager(keymanager::Verb),
    /// Switch the array off and on
    #[command(subcommand)]
    Power(power::Verb),
    /// Show who did what and when
    Log(log::Log),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// Whatever the verb reports.
    pub fn run(self) -> anyhow::Result<Outcome> {
        match self {
            Self::Array(verb) => array::run(&verb),
            Self::Card(verb) => card::run(&verb),
            Self::Clock(verb) => clock::run(&verb),
            Self::Data(verb) => data::run(&verb),
            Self::Drive(verb) => drive::run(&verb),
            Self::Key(verb) => key::run(&verb),
            Self::Power(verb) => power::run(&verb),
            Self::Keymanager(verb) => keymanager::run(&verb),
            Self::Log(wish) => log::run(&wish),
        }
    }
}

/// The command line, for man pages and completions.
pub fn command() -> clap::Command {
    pure_console::with_help(Cli::command())
}
