//! The bench around the simulated array: power, drives, clock, cards, and a key manager.

pub mod array;
mod background;
pub mod card;
pub mod cli;
pub mod clock;
mod columns;
mod complete;
pub mod data;
pub mod drill;
pub mod drive;
pub mod dsm;
mod hint;
pub mod key;
pub mod keymanager;
pub mod log;
pub mod power;
pub mod scenario;
pub mod serve;
mod setup;
pub mod shell;
pub mod snapshot;
pub mod status;
pub mod up;
pub mod user;

use std::process::ExitCode;

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    pure_console::give_hints(hint::hint);
    pure_console::run(columns::LISTS, |cli: cli::Cli| cli.command.run())
}
