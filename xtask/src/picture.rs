//! `cargo xtask picture`: the terminal on the first screen of the README.
//!
//! It shows `tests/cmd/picture-example.trans`, which is a transcript test: what is drawn is what the
//! commands write.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use pure_tests::package_folder;
use pure_tests::transcript::{self, Case, Item};

use pure_tests::cargo::workspace;

/// Draw docs/terminal.svg from what the commands really write.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// The width of the terminal in characters.
const COLUMNS: usize = 116;

/// Sizes in pixels.
const CHARACTER: f64 = 7.8;
const LINE: usize = 18;
const MARGIN: usize = 16;
const BAR: usize = 30;

/// How a line looks.
#[derive(Clone, Copy)]
enum Style {
    Remark,
    Command,
    Output,
    Trouble,
}

impl Style {
    fn colour(self) -> &'static str {
        match self {
            Self::Remark => "#7d8590",
            Self::Command => "#7ee787",
            Self::Output => "#e6edf3",
            Self::Trouble => "#ffa657",
        }
    }
}

/// Plays the session, and draws it.
pub(crate) fn run(_: &Arguments) -> Result<ExitCode> {
    transcript::check(&case())?;
    let picture = workspace().join("docs/terminal.svg");
    fs::write(&picture, drawn(&Case::read(&case())?)).context("docs/terminal.svg")?;
    Ok(ExitCode::SUCCESS)
}

/// True when the committed picture is that of the session as it is tested.
pub(crate) fn check() -> Result<bool> {
    let committed = fs::read_to_string(workspace().join("docs/terminal.svg"))?;
    let is_current = committed == drawn(&Case::read(&case())?);
    if !is_current {
        println!("docs/terminal.svg is out of date: cargo xtask picture");
    }
    Ok(is_current)
}

fn case() -> PathBuf {
    package_folder().join("cmd/picture-example.trans")
}

fn lines(case: &Case) -> Vec<(Style, String)> {
    let mut lines = Vec::new();
    let mut add = |style, text: &str| {
        let text: Vec<char> = text.chars().collect();
        let pieces = text
            .chunks(COLUMNS)
            .map(|piece| (style, piece.iter().collect()));
        lines.extend(pieces);
    };
    for (number, item) in case.items.iter().enumerate() {
        if number > 0 && !matches!(case.items[number - 1], Item::Remark(_)) {
            add(Style::Output, " ");
        }
        match item {
            Item::Remark(text) => add(Style::Remark, &format!("# {text}")),
            Item::Setup(_) => {}
            Item::Step(step) => {
                add(Style::Command, &format!("$ {}", step.command));
                for line in &step.output {
                    let is_trouble = ["Error", "Warning"].iter().any(|it| line.starts_with(it));
                    let style = if is_trouble {
                        Style::Trouble
                    } else {
                        Style::Output
                    };
                    add(style, line);
                }
            }
        }
    }
    lines
}

/// The picture as SVG 1.1.
fn drawn(case: &Case) -> String {
    let lines = lines(case);
    let width = 2 * MARGIN + (COLUMNS as f64 * CHARACTER) as usize;
    let height = BAR + 2 * MARGIN + lines.len() * LINE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>A session at the terminal: the array is locked with a key, the key is taken away, \
         the array stays locked</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#0d1117\"/>\n"
    );
    for (number, colour) in ["#ff5f57", "#febc2e", "#28c840"].iter().enumerate() {
        let x = MARGIN + 6 + number * 20;
        let _ = writeln!(
            svg,
            "<circle cx=\"{x}\" cy=\"18\" r=\"6\" fill=\"{colour}\"/>"
        );
    }
    svg.push_str(
        "<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', \
         monospace\" font-size=\"13\">\n",
    );
    for (number, (style, text)) in lines.iter().enumerate() {
        let text = text.trim_end();
        if text.is_empty() {
            continue;
        }
        let y = BAR + MARGIN + number * LINE + 10;
        // However wide the reader's font is, the columns stay where they are.
        let length = text.chars().count() as f64 * CHARACTER;
        let _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y}\" fill=\"{}\" xml:space=\"preserve\" \
             textLength=\"{length:.1}\">{}</text>",
            style.colour(),
            escaped(text)
        );
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
