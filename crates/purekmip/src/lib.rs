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

use pure_console::Outcome;
use pure_core::{Array, power};

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    pure_core::wait::tell_by(pure_console::waiting);
    pure_console::run(run)
}

fn run(cli: cli::Cli) -> anyhow::Result<Outcome> {
    let array = Array::current()?;
    for notice in power::tend(&array)? {
        pure_console::warn(notice);
    }
    match cli.command {
        cli::Command::Create(wish) => create::run(&array, wish),
        cli::Command::Delete(wish) => delete::run(&array, &wish),
        cli::Command::List(wish) => list::run(&array, &wish),
        cli::Command::Setattr(wish) => setattr::run(&array, wish),
        cli::Command::Test(wish) => test::run(&array, &wish),
    }
}
