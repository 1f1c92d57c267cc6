//! `docs/performance.md` and its chart.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::figure::Figure;

/// Writes the table and the chart into `docs`.
pub(crate) fn write(docs: &Path, figures: &[Figure], notes: &str) -> Result<()> {
    fs::write(docs.join("performance.md"), table(figures, notes)).context("performance.md")?;
    fs::write(docs.join("performance.svg"), chart(figures)).context("performance.svg")
}

fn table(figures: &[Figure], notes: &str) -> String {
    let mut text = String::from(
        "# Performance\n\nWritten by `cargo xtask bench`; edit `docs/performance-notes.md` for the \
         words below the table. Each figure is the median of runs in turns with its peer, on one \
         machine, in one run; the ratio is ours over the peer's, and does not depend on the machine \
         as much as the times do.\n\n![ratios](performance.svg)\n\n",
    );
    let _ = writeln!(text, "{}\n", surroundings());
    text.push_str("| measured | peer in the same run | ours | peer's | ratio | goal | reached |\n");
    text.push_str("| --- | --- | ---: | ---: | ---: | --- | --- |\n");
    for figure in figures {
        let _ = writeln!(text, "{}", figure.row());
    }
    text.push('\n');
    text.push_str(notes);
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

/// A bar for each figure: how far it is on the good side of its goal, on a logarithmic scale.
fn chart(figures: &[Figure]) -> String {
    const ROW: usize = 24;
    let height = figures.len() * ROW + 40;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 {height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"900\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text x=\"640\" y=\"18\" text-anchor=\"middle\">goal</text>\n"
    );
    for (index, figure) in figures.iter().enumerate() {
        let length = (figure.margin().log10() * 100.0).clamp(-230.0, 230.0);
        let (x, width) = if length < 0.0 {
            (640.0 + length, -length)
        } else {
            (640.0, length)
        };
        let colour = if figure.reached() { "#2a7" } else { "#c43" };
        let y = 30 + index * ROW;
        let _ = writeln!(
            svg,
            "<text x=\"400\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"16\" fill=\"{colour}\"/>",
            y + 12,
            escape(&figure.measured)
        );
    }
    let _ = writeln!(
        svg,
        "<line x1=\"640\" y1=\"24\" x2=\"640\" y2=\"{}\" stroke=\"#333\"/>\n</svg>",
        height - 8
    );
    svg
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('`', "")
}
