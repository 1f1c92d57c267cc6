//! `purecert`: manages the array's certificates.

pub mod cli;
mod complete;
mod construct;
mod create;
mod delete;
mod list;
mod pem_text;
mod prompt;
mod rows;
mod setattr;

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
        cli::Command::Construct(wish) => construct::run(&array, &wish),
        cli::Command::Create(wish) => create::run(&array, &wish),
        cli::Command::Delete(wish) => delete::run(&array, &wish),
        cli::Command::List(wish) => list::run(&array, &wish),
        cli::Command::Setattr(wish) => setattr::run(&array, &wish),
    }
}
