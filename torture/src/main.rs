//! `pure-torture`: what `cargo xtask torture` runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::Parser;
use pure_tests::cargo::workspace;
#[cfg(feature = "promise")]
use pure_torture::promise;
use pure_torture::random::Random;
use pure_torture::tally::Tally;
use pure_torture::{attack, crash, crowd, left_behind, power_loss, storage};

/// Kills, crowds, broken devices and attacks.
#[derive(Debug, Parser)]
struct Cli {
    /// The seed that everything random follows from; by the clock when it is left out
    #[arg(long)]
    seed: Option<u64>,
    /// How long the whole run may take
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=20))]
    minutes: u64,
    /// How many commands are killed
    #[arg(long, default_value_t = 1000)]
    kills: u64,
    /// How many sequences are played against the promise
    #[cfg(feature = "promise")]
    #[arg(long, default_value_t = 10_000)]
    sequences: u32,
    /// Run only the parts that have this word in their titles
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
    /// The file to which the report is written
    #[arg(long, value_name = "FILE", default_value = "target/reports/torture.md")]
    report: PathBuf,
}

fn main() -> Result<ExitCode> {
    let cli = Cli::parse();
    let clock = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let seed = cli.seed.unwrap_or_else(|| u64::from(clock.subsec_nanos()));
    println!("seed {seed}, at most {} minutes", cli.minutes);
    let random = Random::new(seed);
    let start = Instant::now();
    let whole = Duration::from_secs(cli.minutes * 60);
    let left = || whole.saturating_sub(start.elapsed());
    let (mut passed, mut failed) = (0, 0);
    let mut report = String::from("# Torture\n");
    let path = workspace().join(&cli.report);
    let mut section = |title: &str, work: &mut dyn FnMut(&mut Tally) -> Result<()>| -> Result<()> {
        let is_meant = |word: &String| title.to_lowercase().contains(&word.to_lowercase());
        if !cli.only.as_ref().is_none_or(is_meant) {
            return Ok(());
        }
        println!("\n==> {title}");
        let begin = Instant::now();
        let mut tally = Tally::default();
        if let Err(error) = work(&mut tally) {
            tally.check(title, Err(error));
        }
        let seconds = begin.elapsed().as_secs();
        tally.say(&format!(
            "Seed {seed}, {seconds} s: `cargo xtask torture --seed {seed}`."
        ));
        passed += tally.passed;
        failed += tally.failed;
        report.push_str(&tally.section(title));
        write(&path, &report)
    };
    section("Broken devices", &mut |tally| storage::run(tally))?;
    section("Left behind", &mut |tally| left_behind::run(tally))?;
    section("Power loss", &mut |tally| {
        power_loss::run(tally, power_loss::Limits::ALL)
    })?;
    #[cfg(feature = "promise")]
    section("The promise", &mut |tally| {
        let limits = promise::Limits {
            sequences: cli.sequences,
            time: left() / 2,
        };
        promise::run(tally, seed, limits)
    })?;
    section("Crowds", &mut |tally| {
        crowd::run(
            tally,
            &random,
            crowd::PROCESSES,
            (left() / 6).min(Duration::from_secs(180)),
        )
    })?;
    section("Crowds at all doors", &mut |tally| {
        let time = (left() / 12).min(Duration::from_secs(60));
        crowd::run_at_doors(tally, &random, crowd::CLIENTS, time)
    })?;
    section("Attacks on the key manager", &mut |tally| {
        let limits = attack::Limits {
            time: (left() / 24).min(Duration::from_secs(20)),
            silent: 10_000,
            requests: 1_000_000,
            flood: left() / 2,
        };
        attack::run(tally, &random, limits)
    })?;
    section("Kills", &mut |tally| {
        let time = left().saturating_sub(Duration::from_secs(20));
        crash::run(
            tally,
            &random,
            crash::Limits {
                kills: cli.kills,
                time,
            },
        )
    })?;
    println!("\nThe report is in {}.", path.display());
    println!("\n{passed} passed, {failed} failed");
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Writes the report so far, so that an interrupted run leaves what it found.
fn write(path: &Path, report: &str) -> Result<()> {
    let folder = path.parent().context("the report is a file in a folder")?;
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    fs::write(path, report).with_context(|| path.display().to_string())
}
