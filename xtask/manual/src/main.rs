//! Writes what is generated from the commands' own descriptions of their options:
//! `pure-manual man FOLDER` the man pages, `pure-manual completions FOLDER` the completion scripts.
//!
//! `cargo xtask man` and `cargo xtask completions` run it. It is a program of its own because it
//! takes all of the commands' libraries to build.

mod completions;
#[cfg(test)]
mod coverage;
mod example;
mod markup;
mod page;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

/// Writes man pages or completion scripts into an existing folder.
#[derive(Debug, Parser)]
enum Cli {
    /// One page for each command and each of its verbs.
    Man {
        /// Where to.
        folder: PathBuf,
    },
    /// Scripts for bash, zsh and fish.
    Completions {
        /// Where to.
        folder: PathBuf,
    },
}

fn main() -> Result<()> {
    match Cli::parse() {
        Cli::Man { folder } => page::write_all(commands(), &folder),
        Cli::Completions { folder } => completions::write_all(&folder),
    }
}

/// The four commands.
fn commands() -> Vec<clap::Command> {
    vec![
        purecert::cli::command(),
        purekmip::cli::command(),
        purearray::cli::command(),
        puresim::cli::command(),
    ]
}
