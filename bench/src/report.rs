//! `docs/performance.md` and its chart.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::chart;
use crate::figure::Figure;

/// Writes the table and the chart into `docs`.
pub(crate) fn write(docs: &Path, figures: &[Figure]) -> Result<()> {
    fs::write(docs.join("performance.md"), table(figures)).context("performance.md")?;
    fs::write(docs.join("performance.svg"), chart::draw(figures)?).context("performance.svg")
}

fn table(figures: &[Figure]) -> String {
    let mut text = String::from(
        "# Performance\n\nWritten by `cargo xtask bench`. Each figure is the median of runs in turns \
         with its peer, on one machine, in one run; the ratio is ours over the peer's, and does not \
         depend on the machine as much as the times do. [How it is measured, and what holds the \
         figures](performance-notes.md).\n\n![The figures beside their goals](performance.svg)\n\n",
    );
    let _ = writeln!(text, "{}\n", surroundings());
    text.push_str("| measured | peer in the same run | ours | peer's | ratio | goal | reached |\n");
    text.push_str("| --- | --- | ---: | ---: | ---: | --- | --- |\n");
    for figure in figures {
        let _ = writeln!(text, "{}", figure.row());
    }
    text
}

/// The machine, the date and the versions.
fn surroundings() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |rest| {
            rest.trim_start_matches([' ', '\t', ':'])
        });
    let first_line = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).output().ok();
        let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
        text.and_then(|t| t.lines().next().map(str::to_owned))
            .unwrap_or_else(|| format!("{program}: not found"))
    };
    format!(
        "{}; {cores} cores, {model}; {}; {}; {}; sqlite3 {}.",
        first_line("date", "--iso-8601"),
        first_line("uname", "-sr"),
        first_line("rustc", "--version"),
        first_line("openssl", "version"),
        first_line("sqlite3", "--version")
            .split(' ')
            .next()
            .unwrap_or_default(),
    )
}
