//! `puresim drill`: in which of the things that can happen the array unlocks, and in which it locks.

mod junit;
mod page;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;
use pure_console::{
    Cell, Column, Outcome, OutputOptions, Progress, did_you_mean, emit, remark, render,
};
use pure_core::{Bench, DrillEvent, DrillReport, Played};

use crate::complete;

/// `puresim drill`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::in_long_help)]
pub struct Drill {
    /// Play only this; may be repeated
    #[arg(
        long = "scenario",
        value_name = "NAME",
        value_parser = scenario,
        add = ArgValueCompleter::new(scenarios)
    )]
    scenarios: Vec<DrillEvent>,
    /// Write a page of HTML, to be given to an auditor
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    report: Option<PathBuf>,
    /// Write the results as JUnit XML
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    junit: Option<PathBuf>,
    /// How it is printed.
    #[command(flatten)]
    output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Scenario"),
    Column::new("Event"),
    Column::time("When"),
    Column::new("Expected"),
    Column::new("Found"),
    Column::new("Verdict"),
    Column::new("Basis"),
    Column::number("Milliseconds"),
    Column::new("Reason"),
];

fn row(played: &Played) -> Vec<Cell> {
    vec![
        played.event.as_str().into(),
        played.what.as_str().into(),
        played.at.into(),
        played.expected.as_str().into(),
        played.ending().as_str().into(),
        verdict(played).into(),
        played.basis.as_str().into(),
        i64::try_from(played.took.as_millis())
            .unwrap_or(i64::MAX)
            .into(),
        reason(played).map_or(Cell::Empty, Cell::from),
    ]
}

/// Plays what is wanted, and shows it; exit status 1 when something is not as it should be.
///
/// # Errors
/// When the array cannot be copied or read, or a file not be written.
pub fn run(drill: &Drill) -> anyhow::Result<Outcome> {
    drill.output.check(COLUMNS)?;
    // What is due is left: nothing is changed.
    let bench = Bench::open_as_it_is(&pure_console::context()?)?;
    let report = play(&bench, drill)?;
    if let Some(file) = &drill.junit {
        write(file, &junit::of(&report)?)?;
    }
    if let Some(file) = &drill.report {
        write(file, &page::of(&report)?)?;
    }
    let rows = report.played.iter().map(|played| Ok(row(played)));
    emit(COLUMNS, rows, &drill.output)?;
    remark(summary(&report));
    if let Some(lockout) = lockout(&report) {
        remark(lockout);
    }
    Ok(if report.is_ok() {
        Outcome::Done
    } else {
        Outcome::NotOk
    })
}

fn play(bench: &Bench, drill: &Drill) -> anyhow::Result<DrillReport> {
    let is_wanted = |event| drill.scenarios.is_empty() || drill.scenarios.contains(&event);
    let mut progress = None;
    let report = bench.drill(&is_wanted, &mut |_, total| {
        let progress = progress.get_or_insert_with(|| Progress::new(total, "Playing"));
        progress.step("");
    })?;
    Ok(report)
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(file, text).with_context(|| format!("Cannot write {}", file.display()))
}

/// `OK` or `FAILED`
fn verdict(played: &Played) -> &'static str {
    if played.is_ok() { "OK" } else { "FAILED" }
}

/// Why the array stays locked, when it does.
fn reason(played: &Played) -> Option<String> {
    played.found.as_ref().err().map(render)
}

fn summary(report: &DrillReport) -> String {
    let total = report.played.len();
    let ok = report.played.iter().filter(|played| played.is_ok()).count();
    format!(
        "{ok} of {total} are as they should be for {}.",
        report.array
    )
}

fn lockout(report: &DrillReport) -> Option<String> {
    let lockout = report.lockout.as_ref()?;
    let what = lockout.what.replacen("The ", "the ", 1);
    Some(if lockout.at <= report.time {
        "A power cut would lock the array now.".to_owned()
    } else {
        let at = lockout.at.strftime("%F %T UTC");
        format!("A power cut would lock the array from {at} on, computed from the dates: {what}.")
    })
}

fn scenario(text: &str) -> Result<DrillEvent, String> {
    text.parse().map_err(|_| {
        let words = DrillEvent::ALL.map(DrillEvent::as_str);
        let meant = did_you_mean(text, words);
        let meant = meant.map(|question| format!(" {question}"));
        let known = words.join(", ");
        format!(
            "the scenarios of a drill are {known}.{}",
            meant.unwrap_or_default()
        )
    })
}

fn scenarios(typed: &OsStr) -> Vec<CompletionCandidate> {
    complete::begin_as(typed, DrillEvent::ALL.into_iter().map(DrillEvent::as_str))
}
