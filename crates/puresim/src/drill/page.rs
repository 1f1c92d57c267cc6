//! A drill as a page of HTML that needs nothing else.

use askama::Template;
use jiff::Timestamp;
use pure_core::{DrillReport, Played};

use super::{lockout, reason, summary, verdict};

#[derive(Template)]
#[template(path = "drill.html")]
struct Page {
    array: String,
    time: String,
    summary: String,
    lockout: Option<String>,
    is_ok: bool,
    marks: Vec<Mark>,
    rows: Vec<Row>,
    version: &'static str,
}

/// A date on the timeline.
struct Mark {
    /// From the left, in percent.
    place: i64,
    date: String,
    what: String,
    is_locked: bool,
}

struct Row {
    event: String,
    what: String,
    when: String,
    expected: &'static str,
    found: &'static str,
    verdict: &'static str,
    basis: &'static str,
    milliseconds: u128,
    reason: String,
}

/// The page.
pub(super) fn of(report: &DrillReport) -> anyhow::Result<String> {
    let page = Page {
        array: report.array.to_string(),
        time: utc(report.time),
        summary: summary(report),
        lockout: lockout(report),
        is_ok: report.is_ok(),
        marks: marks(report),
        rows: report.played.iter().map(row).collect(),
        version: env!("CARGO_PKG_VERSION"),
    };
    Ok(page.render()?)
}

fn row(played: &Played) -> Row {
    Row {
        event: played.event.to_string(),
        what: played.what.clone(),
        when: played.at.map_or_else(|| "now".to_owned(), utc),
        expected: played.expected.as_str(),
        found: played.ending().as_str(),
        verdict: verdict(played),
        basis: played.basis.as_str(),
        milliseconds: played.took.as_millis(),
        reason: reason(played).unwrap_or_default(),
    }
}

/// The dates of what was played, between now and the last of them.
fn marks(report: &DrillReport) -> Vec<Mark> {
    let dated = report
        .played
        .iter()
        .filter_map(|played| Some((played.at?, played)));
    let mut dated: Vec<(Timestamp, &Played)> = dated.collect();
    dated.sort_by_key(|(at, _)| *at);
    let since = |at: Timestamp| at.duration_since(report.time).as_secs();
    let whole = dated.last().map_or(1, |(at, _)| since(*at).max(1));
    let marks = dated.into_iter().map(|(at, played)| Mark {
        place: since(at) * 100 / whole,
        date: utc(at),
        what: played.what.clone(),
        is_locked: played.found.is_err(),
    });
    marks.collect()
}

fn utc(time: Timestamp) -> String {
    time.strftime("%F %T UTC").to_string()
}
