//! `purearray`: manages the array and its security token.

pub mod cli;
mod complete;
mod disable;
mod enable;
mod list;
mod rename;
mod replace;
mod rows;
mod source;
mod test;

use std::process::ExitCode;

use pure_console::{Outcome, warn};
use pure_core::{Array, power};

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    pure_core::wait::tell_by(pure_console::waiting);
    pure_console::run(run)
}

fn run(cli: cli::Cli) -> anyhow::Result<Outcome> {
    let array = Array::current()?;
    for notice in power::tend(&array)? {
        warn(notice);
    }
    match cli.command {
        cli::Command::Disable(wish) => disable::run(&array, &wish),
        cli::Command::Enable(wish) => enable::run(&array, &wish),
        cli::Command::List(wish) => list::run(&array, &wish),
        cli::Command::Rename(wish) => rename::run(array, &wish),
        cli::Command::Replace(wish) => replace::run(&array, &wish),
        cli::Command::Test(wish) => test::run(&array, &wish),
    }
}
