//! `cargo xtask fuzz`: looks for bytes that break what `tests/properties` says.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::reliability;
use pure_tests::cargo::workspace;

/// Look for bytes that break the decoder, the key manager or the client.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many inputs each target gets
    #[arg(long, value_name = "N", default_value_t = 400_000)]
    executions: u64,
    /// The targets, all when left out: ttlv, request, response
    #[arg(value_name = "TARGET", value_parser = TARGETS)]
    targets: Vec<String>,
}

const TARGETS: [&str; 3] = ["ttlv", "request", "response"];

/// What came of a target.
struct Run {
    target: String,
    executions: u64,
    took: Duration,
    /// Edges of the code that were reached, as libFuzzer counts them.
    edges: u64,
    seeds: usize,
    /// Inputs that reached something new.
    found: usize,
}

/// Runs the targets one after the other; fails at the first input that breaks one.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    install()?;
    let all = TARGETS.map(str::to_owned);
    let targets = if arguments.targets.is_empty() {
        &all[..]
    } else {
        &arguments.targets
    };
    let mut runs = Vec::new();
    for target in targets {
        runs.push(fuzz(target, arguments.executions)?);
    }
    reliability::record(workspace(), "Fuzzing", &report(&runs)?)?;
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

fn fuzz(target: &str, executions: u64) -> Result<Run> {
    println!("==> {target}: {executions} inputs");
    let root = workspace();
    let seeds = root.join("fuzz/corpus").join(target);
    // What is found goes here, and not to the seeds.
    let corpus = tempfile::tempdir().context("a temp folder")?;
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root.join("fuzz"))
        .args(["+nightly", "fuzz", "run", target])
        .arg(corpus.path())
        .arg(&seeds)
        .arg("--")
        .arg(format!("-runs={executions}"))
        .args([
            "-max_len=16384",
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
        ])
        .stderr(Stdio::piped());
    let begun = Instant::now();
    let done = cargo.spawn().context("cargo fuzz")?.wait_with_output()?;
    let log = String::from_utf8_lossy(&done.stderr).into_owned();
    if !done.status.success() {
        eprintln!("{log}");
        bail!(
            "{target} broke. Its input is named above: mend it, and keep the input under \
             fuzz/regressions/{target}."
        );
    }
    let run = Run {
        target: target.to_owned(),
        executions: number_after(&log, "stat::number_of_executed_units:")
            .context("libFuzzer does not say how often it ran")?,
        took: begun.elapsed(),
        edges: log
            .lines()
            .filter_map(|line| number_after(line, " cov: "))
            .max()
            .unwrap_or(0),
        seeds: files(&seeds)?,
        found: files(corpus.path())?,
    };
    println!(
        "    {} executions, {} edges, {} new inputs",
        run.executions, run.edges, run.found
    );
    Ok(run)
}

/// The number behind the last `mark`.
fn number_after(text: &str, mark: &str) -> Option<u64> {
    let (_, rest) = text.rsplit_once(mark)?;
    let digits: String = rest
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

fn files(folder: &Path) -> Result<usize> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    Ok(entries.count())
}

fn report(runs: &[Run]) -> Result<String> {
    let compiler = Command::new("rustc")
        .args(["+nightly", "--version"])
        .output()?;
    let mut text = format!(
        "By `cargo xtask fuzz` with {}: libFuzzer and AddressSanitizer over what `tests/properties` \
         says of any bytes. No input broke it.\n\n\
         | target | executions | a second | edges | seeds | inputs found that reach more |\n\
         | --- | --: | --: | --: | --: | --: |\n",
        String::from_utf8_lossy(&compiler.stdout).trim()
    );
    for run in runs {
        text += &format!(
            "| {} | {} | {:.0} | {} | {} | {} |\n",
            run.target,
            run.executions,
            run.executions as f64 / run.took.as_secs_f64(),
            run.edges,
            run.seeds,
            run.found
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn figures_are_read_from_the_log() {
        let log = "#2 INITED cov: 12 ft: 30\n#9 DONE   cov: 345 ft: 800\n\
                   stat::number_of_executed_units: 400000\n";
        assert_eq!(number_after(log, " cov: "), Some(345));
        assert_eq!(number_after(log, "units:"), Some(400_000));
        assert_eq!(number_after(log, "none:"), None);
    }
}
