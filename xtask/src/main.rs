//! What a developer runs: `cargo xtask demo`, `cargo xtask test` and so on, one file a task.

mod completions;
mod demo;
mod folder;
mod forward;
mod fuzz;
mod install;
mod man;
mod manual;
mod mutants;
mod picture;
mod reliability;
mod reproducible;
mod sbom;
mod step;
mod supply;
mod test;
mod tool;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tasks of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Bench(forward::Bench),
    Demo(demo::Arguments),
    Fuzz(fuzz::Arguments),
    Test(test::Arguments),
    Man(man::Arguments),
    Mutants(mutants::Arguments),
    Picture(picture::Arguments),
    Completions(completions::Arguments),
    Install(install::Arguments),
    Reproducible(reproducible::Arguments),
    Sbom(sbom::Arguments),
    Supply(supply::Arguments),
    Torture(forward::Torture),
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Bench(bench) => bench.run(),
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Test(arguments) => test::run(&arguments),
        Task::Man(arguments) => man::run(&arguments),
        Task::Mutants(arguments) => mutants::run(&arguments),
        Task::Picture(arguments) => picture::run(&arguments),
        Task::Completions(arguments) => completions::run(&arguments),
        Task::Install(arguments) => install::run(&arguments),
        Task::Reproducible(arguments) => reproducible::run(&arguments),
        Task::Sbom(arguments) => sbom::run(&arguments),
        Task::Supply(arguments) => supply::run(&arguments),
        Task::Torture(torture) => torture.run(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("Error: {error:#}");
        ExitCode::FAILURE
    })
}
