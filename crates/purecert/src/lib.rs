//! `purecert`: manages the array's certificates.

pub mod cli;
mod complete;
mod construct;
mod create;
mod delete;
mod list;
mod prompt;
mod rows;
mod setattr;

use std::process::ExitCode;

use pure_console::{Lists, Outcome};
use pure_core::Purity;

/// What lists there are, and their columns, for the completion of columns.
const LISTS: &Lists = &[
    ("create", rows::COLUMNS),
    ("setattr", rows::COLUMNS),
    ("list", rows::COLUMNS),
    ("list --detail", rows::DETAIL_COLUMNS),
];

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    pure_console::run(LISTS, run)
}

fn run(cli: cli::Cli) -> anyhow::Result<Outcome> {
    let purity = Purity::open(&pure_console::context()?)?;
    match cli.command {
        cli::Command::Construct(options) => construct::run(&purity, &options),
        cli::Command::Create(options) => create::run(&purity, &options),
        cli::Command::Delete(options) => delete::run(&purity, &options),
        cli::Command::List(options) => list::run(&purity, &options),
        cli::Command::Setattr(options) => setattr::run(&purity, &options),
    }
}
