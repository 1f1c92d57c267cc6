//! `cargo xtask bench` and `cargo xtask torture`: programs of this workspace with packages of their
//! own, which get the arguments as they are.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context, Result};
use pure_tests::cargo::cargo;

/// Measure the commands and the key manager beside their peers; --help shows the options.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Bench {
    /// Options of pure-bench
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTION"
    )]
    arguments: Vec<OsString>,
}

impl Bench {
    /// Runs `pure-bench`, which builds the release that it measures.
    pub(crate) fn run(&self) -> Result<ExitCode> {
        forward("pure-bench", &[], &self.arguments, false)
    }
}

/// Kill, crowd, starve and attack the commands and the key manager; --help shows the options.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Torture {
    /// Options of pure-torture, and --release for optimised commands
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTION"
    )]
    arguments: Vec<OsString>,
}

impl Torture {
    /// Runs `pure-torture`, whose commands are built in the same profile.
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let (release, arguments): (Vec<_>, Vec<_>) = self
            .arguments
            .iter()
            .cloned()
            .partition(|argument| argument == "--release");
        forward(
            "pure-torture",
            &["--features", "promise"],
            &arguments,
            !release.is_empty(),
        )
    }
}

fn forward(
    package: &str,
    features: &[&str],
    arguments: &[OsString],
    release: bool,
) -> Result<ExitCode> {
    let mut cargo = cargo(&["run", "--quiet", "--locked", "--package", package]);
    cargo.args(features);
    if release {
        cargo.arg("--release");
    }
    let status = cargo.arg("--").args(arguments).status();
    Ok(if status.context("cannot start cargo")?.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
