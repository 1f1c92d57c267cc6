//! `cargo xtask test`: everything that must pass, and a count as the last line.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;
use pure_tests::binaries::{self, profile_folder};
use pure_tests::python;

use crate::step::{Count, run as run_command, step};
use crate::{completions, man, picture, supply};
use pure_tests::cargo::cargo;

/// Run everything that must pass: style, lints, tests, documentation, generated files, licences.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// The steps that are one call of cargo each.
const BEFORE: [(&str, &[&str]); 3] = [
    ("format", &["fmt", "--all", "--check"]),
    (
        "lints",
        &[
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ],
    ),
    ("build", &["build", "--locked", "--workspace", "--bins"]),
];
const TESTS: [(&str, &[&str]); 3] = [
    (
        "tests",
        &[
            "test",
            "--locked",
            "--workspace",
            "--all-targets",
            "--no-fail-fast",
        ],
    ),
    // In a build of its own: crash points and disclosed secrets are in no other.
    (
        "crashes and secrecy",
        &[
            "test",
            "--locked",
            "-p",
            "pure-tests",
            "--features",
            "testing",
            "--test",
            "crash",
            "--test",
            "secrecy",
            "--no-fail-fast",
        ],
    ),
    (
        "documentation tests",
        &["test", "--locked", "--workspace", "--doc", "--no-fail-fast"],
    ),
];
const DOCUMENTATION: &[&str] = &["doc", "--locked", "--workspace", "--no-deps"];

/// Runs every step, also after one that failed. Fails when any did.
pub(crate) fn run(_: &Arguments) -> Result<ExitCode> {
    let profile = profile_folder()?;
    let mut total = Count::default();
    supply::check(&mut total);
    for (name, arguments) in BEFORE {
        step(name, &mut total, |count| {
            run_command(in_ci(cargo(arguments)), count)
        });
    }
    step("manual", &mut total, |_| man::check(&profile));
    step("completions", &mut total, |_| completions::check(&profile));
    step("picture", &mut total, |_| picture::check());
    step("documentation", &mut total, |count| {
        let mut doc = in_ci(cargo(DOCUMENTATION));
        doc.env("RUSTDOCFLAGS", "--deny warnings");
        run_command(doc, count)
    });
    let mut interpreter = None;
    step("Python with PyKMIP", &mut total, |_| {
        interpreter = Some(python::interpreter()?);
        Ok(true)
    });
    for (name, arguments) in TESTS {
        step(name, &mut total, |count| {
            run_command(
                prepared(in_ci(cargo(arguments)), &profile, interpreter.as_deref()),
                count,
            )
        });
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Tells the tests what the steps before them made.
fn prepared(mut tests: Command, profile: &Path, interpreter: Option<&Path>) -> Command {
    tests.env(binaries::VARIABLE, profile);
    if let Some(interpreter) = interpreter {
        tests.env(python::VARIABLE, interpreter);
    }
    tests
}

/// A machine that builds once has no use for what makes the next build fast.
fn in_ci(mut cargo: Command) -> Command {
    if std::env::var_os("CI").is_some() {
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}
