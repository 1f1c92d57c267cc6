//! `cargo xtask fuzz`: looks for bytes that break what `tests/properties` says.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail, ensure};
use pure_tests::cargo::workspace;

/// Look for bytes that break the decoder, the key manager, the client or the REST APIs.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many inputs each target gets
    #[arg(long, value_name = "N", default_value_t = 400_000)]
    executions: u64,
    /// The targets, all when left out: ttlv, request, response, batch, conversation, certificate, key_text, query, dsm, id_token, ssh_line
    #[arg(value_name = "TARGET", value_parser = TARGETS)]
    targets: Vec<String>,
}

const TARGETS: [&str; 11] = [
    "ttlv",
    "request",
    "response",
    "batch",
    "conversation",
    "certificate",
    "key_text",
    "query",
    "dsm",
    "id_token",
    "ssh_line",
];

/// Runs the targets one after the other; fails at the first input that breaks one.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    install()?;
    let all = TARGETS.map(str::to_owned);
    let targets = if arguments.targets.is_empty() {
        &all[..]
    } else {
        &arguments.targets
    };
    for target in targets {
        println!("==> {target}: {} inputs", arguments.executions);
        fuzz(target, arguments.executions)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Installs cargo-fuzz where it is missing.
fn install() -> Result<()> {
    let nightly = silent(Command::new("cargo").args(["+nightly", "--version"]));
    ensure!(
        nightly,
        "Fuzzing takes a nightly compiler. Install it with rustup toolchain install nightly."
    );
    if silent(Command::new("cargo").args(["fuzz", "--version"])) {
        return Ok(());
    }
    println!("==> Installing cargo-fuzz");
    let mut cargo = Command::new("cargo");
    let status = cargo.args(["install", "--locked", "cargo-fuzz"]).status()?;
    ensure!(status.success(), "cargo-fuzz cannot be installed: {status}");
    Ok(())
}

fn silent(command: &mut Command) -> bool {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn fuzz(target: &str, executions: u64) -> Result<()> {
    let fuzz = workspace().join("fuzz");
    let build = Command::new("cargo")
        .current_dir(&fuzz)
        .args(["+nightly", "fuzz", "build", target])
        .status()
        .context("cargo fuzz")?;
    ensure!(build.success(), "{target} cannot be built: see above.");
    // What is found goes here, and not to the seeds.
    let corpus = tempfile::tempdir().context("a temp folder")?;
    let status = Command::new("cargo")
        .current_dir(&fuzz)
        .args(["+nightly", "fuzz", "run", target])
        .arg(corpus.path())
        .arg(Path::new("corpus").join(target))
        .arg("--")
        .arg(format!("-runs={executions}"))
        .args(["-max_len=16384", "-timeout=10", "-rss_limit_mb=2048"])
        .arg("-print_final_stats=1")
        .status()
        .context("cargo fuzz")?;
    if !status.success() {
        bail!(
            "{target} broke. Its input is named above: fix what it breaks, and keep it under \
             fuzz/regressions/{target}."
        );
    }
    Ok(())
}
