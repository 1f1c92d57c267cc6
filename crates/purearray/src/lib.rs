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

use pure_console::Outcome;
use pure_core::Purity;

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    pure_console::run(run)
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
