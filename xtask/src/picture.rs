//! `cargo xtask picture`: the terminal on the first screen of the README.
//!
//! It shows `tests/cmd/picture-example.trans`, which is a transcript test: what is drawn is what the
//! commands write.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{RgbColor, Style};
use anstyle_svg::Term;
use anyhow::{Context, Result};
use pure_tests::cargo::workspace;
use pure_tests::package_folder;
use pure_tests::transcript::{self, Case, Item};

/// Draw docs/terminal.svg from what the commands really write.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// The width of the terminal in characters.
const COLUMNS: usize = 116;

const BACKGROUND: RgbColor = RgbColor(13, 17, 23);
const OUTPUT: RgbColor = RgbColor(230, 237, 243);
const REMARK: RgbColor = RgbColor(125, 133, 144);
const COMMAND: RgbColor = RgbColor(126, 231, 135);
const TROUBLE: RgbColor = RgbColor(255, 166, 87);

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

/// The picture as SVG.
fn drawn(case: &Case) -> String {
    Term::new()
        .fg_color(OUTPUT.into())
        .bg_color(BACKGROUND.into())
        .render_svg(&screen(case))
}

/// The session as a terminal shows it, with its escape sequences (ECMA-48).
fn screen(case: &Case) -> String {
    let mut screen = String::new();
    let mut add = |colour: RgbColor, text: &str| {
        let style = Style::new().fg_color(Some(colour.into()));
        let text: Vec<char> = text.trim_end().chars().collect();
        let pieces = text.chunks(COLUMNS).map(|piece| piece.iter().collect());
        // A line without a character is a line.
        let blank = text.is_empty().then(String::new);
        for piece in pieces.chain(blank) {
            screen.push_str(&format!("{style}{piece}{style:#}\n"));
        }
    };
    for (number, item) in case.items.iter().enumerate() {
        if number > 0 && !matches!(case.items[number - 1], Item::Remark(_)) {
            add(OUTPUT, "");
        }
        match item {
            Item::Remark(text) => add(REMARK, &format!("# {text}")),
            Item::Setup(_) => {}
            Item::Step(step) => {
                add(COMMAND, &format!("$ {}", step.command));
                for line in &step.output {
                    let is_trouble = ["Error", "Warning"].iter().any(|it| line.starts_with(it));
                    add(if is_trouble { TROUBLE } else { OUTPUT }, line);
                }
            }
        }
    }
    screen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_goes_on_below() {
        let long = "x".repeat(COLUMNS + 1);
        let case = Case::parse(&format!("# Shows.\n$ true\n{long}\nError: <no>\n")).unwrap();
        let lines: Vec<String> = screen(&case).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 5);
        assert!(lines[2].contains(&"x".repeat(COLUMNS)) && lines[3].contains('x'));
        assert!(drawn(&case).contains("Error: &lt;no&gt;"));
    }
}
