//! `purekmip`: manages and tests the array's KMIP servers.

pub mod cli;
mod complete;
mod create;
mod delete;
mod list;
mod prompt;
mod rows;
mod select;
mod setattr;
mod test;

use std::process::ExitCode;

use pure_console::{Lists, Outcome};
use pure_core::Purity;

/// What lists there are, and their columns, for the completion of columns.
const LISTS: &Lists = &[
    ("create", rows::COLUMNS),
    ("setattr", rows::COLUMNS),
    ("list", rows::COLUMNS),
    ("list --detail", rows::DETAIL_COLUMNS),
    ("test", test::COLUMNS),
    ("test --verbose", test::STAGE_COLUMNS),
];

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    pure_console::run(LISTS, run)
}

fn run(cli: cli::Cli) -> anyhow::Result<Outcome> {
    let purity = Purity::open(&pure_console::context()?)?;
    match cli.command {
        cli::Command::Create(options) => create::run(&purity, options.0),
        cli::Command::Delete(options) => delete::run(&purity, &options),
        cli::Command::List(options) => list::run(&purity, &options),
        cli::Command::Setattr(options) => setattr::run(&purity, options.0),
        cli::Command::Test(options) => test::run(&purity, &options),
    }
}
