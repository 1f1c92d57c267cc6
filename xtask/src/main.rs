//! What a developer runs: `cargo xtask demo`, `cargo xtask test` and so on, one file a task.

mod completions;
mod demo;
mod dist;
mod folder;
mod forward;
mod fuzz;
mod install;
mod man;
mod manual;
mod metadata;
mod mutants;
mod picture;
mod reproducible;
mod sbom;
mod source;
mod step;
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
    Demo(demo::Arguments),
    Test(test::Arguments),
    Install(install::Arguments),
    Dist(dist::Arguments),
    Man(man::Arguments),
    Completions(completions::Arguments),
    Picture(picture::Arguments),
    Sbom(sbom::Arguments),
    Reproducible(reproducible::Arguments),
    Bench(forward::Bench),
    Torture(forward::Torture),
    Fuzz(fuzz::Arguments),
    Mutants(mutants::Arguments),
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Test(arguments) => test::test(&arguments),
        Task::Install(arguments) => install::run(&arguments),
        Task::Dist(arguments) => dist::run(&arguments),
        Task::Man(arguments) => man::run(&arguments),
        Task::Completions(arguments) => completions::run(&arguments),
        Task::Picture(arguments) => picture::run(&arguments),
        Task::Sbom(arguments) => sbom::run(&arguments),
        Task::Reproducible(arguments) => reproducible::run(&arguments),
        Task::Bench(bench) => bench.run(),
        Task::Torture(torture) => torture.run(),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Mutants(arguments) => mutants::run(&arguments),
    };
    done.unwrap_or_else(|error| {
        eprintln!("Error: {error:#}");
        ExitCode::FAILURE
    })
}
