//! What `puresim` understands. Each noun has its folder or file, with the verbs in it.

use clap::{CommandFactory, Parser, Subcommand};
use pure_console::Outcome;

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
pub enum Command {}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// Whatever the verb reports.
    pub fn run(self) -> anyhow::Result<Outcome> {
        match self {}
    }
}

/// The command line, for man pages and completions.
pub fn command() -> clap::Command {
    Cli::command()
}
