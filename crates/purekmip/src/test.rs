//! `purekmip test`

use std::time::Duration;

use anyhow::bail;
use pure_console::{Batch, Cell, Column, Outcome, emit, emit_nothing, notice, render, working};
use pure_core::Purity;
use pure_core::operation::{KmipServerTest, StageReport, TestResult};

use crate::{cli, select};

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("URI"),
    Column::new("Status"),
    Column::new("Details"),
];

pub(crate) const STAGE_COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("URI"),
    Column::new("Stage"),
    Column::new("Status"),
    Column::new("Time"),
    Column::new("Details"),
];

/// Tests KMIP servers, all of them when none is named. A row that is not OK makes the exit status 1,
/// and so does a test of nothing.
pub(crate) fn run(purity: &Purity, options: &cli::Test) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let servers = select::servers(purity, &options.names, &mut batch)?;
    // A test of nothing is not OK.
    if servers.is_empty() && options.names.is_empty() {
        bail!("There is no KMIP server to test. Create one with purekmip create.");
    }
    if servers.is_empty() && batch.outcome() == Outcome::Done {
        bail!("No KMIP server has such a name. List them with purekmip list.");
    }
    if servers.is_empty() {
        emit_nothing(columns(options), &options.output)?;
        return Ok(batch.outcome());
    }
    let mut tests = Vec::new();
    for server in &servers {
        tests.extend(batch.run(&server.name, || {
            let label = format!("Testing {}", server.name);
            let test = || working(&label, || purity.test_kmip_server(server));
            options.wait.until(KmipServerTest::is_ok, test)
        }));
    }
    let results = tests
        .iter()
        .flat_map(|test| test.results.iter().map(move |r| (test, r)));
    if options.verbose {
        let rows = results
            .flat_map(|(test, result)| stages(test, result))
            .map(Ok);
        emit(STAGE_COLUMNS, rows, &options.output)?;
    } else {
        let rows = results.map(|(test, result)| Ok(row(test, result)));
        emit(COLUMNS, rows, &options.output)?;
    }
    let summaries = tests.iter().filter_map(KmipServerTest::summary);
    summaries.for_each(|summary| notice(&summary));
    if tests.iter().all(KmipServerTest::is_ok) {
        Ok(batch.outcome())
    } else {
        Ok(Outcome::NotOk)
    }
}

fn columns(options: &cli::Test) -> &'static [Column] {
    if options.verbose {
        STAGE_COLUMNS
    } else {
        COLUMNS
    }
}

fn row(test: &KmipServerTest, result: &TestResult) -> Vec<Cell> {
    vec![
        test.server.as_str().into(),
        result.uri.to_string().into(),
        result.status().into(),
        text(&render(&result.details())),
    ]
}

/// A row for each stage. The last one has what is wrong, and the warnings.
fn stages(test: &KmipServerTest, result: &TestResult) -> Vec<Vec<Cell>> {
    let failed = result
        .verdict
        .as_ref()
        .err()
        .map(|diagnosis| diagnosis.stage);
    let mut rows: Vec<Vec<Cell>> = result
        .stages
        .iter()
        .filter(|report| Some(report.stage) != failed)
        .map(|report| stage(test, result, report))
        .collect();
    let took = result
        .stages
        .iter()
        .find(|report| Some(report.stage) == failed);
    if !result.details().is_empty() {
        let name = failed.map_or_else(|| "Verdict".to_owned(), |stage| stage.to_string());
        rows.push(vec![
            test.server.as_str().into(),
            result.uri.to_string().into(),
            name.into(),
            result.status().into(),
            took.map_or(Cell::Empty, |report| milliseconds(report.took).into()),
            text(&render(&result.details())),
        ]);
    }
    rows
}

fn stage(test: &KmipServerTest, result: &TestResult, report: &StageReport) -> Vec<Cell> {
    let facts: Vec<String> = report
        .facts
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let details = facts.join("; ");
    vec![
        test.server.as_str().into(),
        result.uri.to_string().into(),
        report.stage.to_string().into(),
        "OK".into(),
        milliseconds(report.took).into(),
        text(&details),
    ]
}

/// A text as a cell; empty when there is none.
fn text(text: &str) -> Cell {
    if text.is_empty() {
        Cell::Empty
    } else {
        text.into()
    }
}

fn milliseconds(took: Duration) -> String {
    format!("{:.1} ms", took.as_secs_f64() * 1000.0)
}
