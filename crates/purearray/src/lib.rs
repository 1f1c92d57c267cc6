//! `purearray`: manages the array and its security token.

pub mod cli;
mod complete;
mod disable;
mod enable;
mod list;
mod rename;
mod replace;
mod rows;
mod test;

use std::process::ExitCode;

use pure_console::{Lists, Outcome};
use pure_core::Purity;

/// What lists there are, and their columns, for the completion of columns.
const LISTS: &Lists = &[
    ("disable", rows::STATUS),
    ("enable", rows::TOKEN),
    ("list", rows::ARRAY),
    ("list --controller", list::CONTROLLERS),
    ("list --security-token", rows::STATUS),
    ("rename", rows::ARRAY),
    ("replace", rows::TOKEN),
    ("test", test::COLUMNS),
];

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    pure_console::run(LISTS, run)
}

fn run(cli: cli::Cli) -> anyhow::Result<Outcome> {
    let purity = Purity::open(&pure_console::context()?)?;
    match cli.command {
        cli::Command::Disable(options) => disable::run(&purity, &options),
        cli::Command::Enable(options) => enable::run(&purity, &options),
        cli::Command::List(options) => list::run(&purity, &options),
        cli::Command::Rename(options) => rename::run(purity, &options),
        cli::Command::Replace(options) => replace::run(&purity, &options),
        cli::Command::Test(options) => test::run(&purity, &options),
    }
}
