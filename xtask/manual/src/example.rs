//! The EXAMPLES of a page: transcripts that are tests too.
//!
//! The page `purecert-create` shows the cases `tests/cmd/purecert/create-example*.trans`, the page
//! `puresim-drive-pull` shows `tests/cmd/puresim/drive-pull-example*.trans`: what the manual prints
//! is what the test suite has seen. Set-up lines are not shown.

use std::fs;

use anyhow::{Context, Result};
use pure_tests::package_folder;
use pure_tests::transcript::{Case, Item};
use roff::{Roff, bold, line_break, roman};

use crate::markup::inline;

/// The cases of the page, in the order of their file names. `path` is the command and its verbs; a
/// verb without examples of its own shows those of its noun.
pub(crate) fn read(path: &[&str]) -> Result<Vec<Case>> {
    let Some((command, verbs)) = path.split_first() else {
        return Ok(Vec::new());
    };
    for length in (0..=verbs.len()).rev() {
        let start = [&verbs[..length], &["example"]].concat().join("-");
        let cases = read_starting(command, &start)?;
        if !cases.is_empty() {
            return Ok(cases);
        }
    }
    Ok(Vec::new())
}

/// The cases of `command` whose file names begin with `start`, in the order of their names.
pub(crate) fn read_starting(command: &str, start: &str) -> Result<Vec<Case>> {
    let folder = package_folder().join("cmd").join(command);
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.starts_with(start) && name.ends_with(".trans") {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|path| Case::read(path)).collect()
}

/// Adds the section to the page.
pub(crate) fn render(cases: &[Case], page: &mut Roff) {
    if cases.is_empty() {
        return;
    }
    page.control("SH", ["EXAMPLES"]);
    let mut is_first = true;
    for case in cases {
        let mut remark = Vec::new();
        for item in &case.items {
            match item {
                Item::Remark(text) => remark.push(text.as_str()),
                Item::Setup(_) => {}
                Item::Step(step) => {
                    if !remark.is_empty() {
                        if !is_first {
                            page.control("PP", []);
                        }
                        page.text(inline(&remark.join(" ")));
                        remark.clear();
                    }
                    session(&step.command, &step.output, page);
                    is_first = false;
                }
            }
        }
    }
}

/// A command as typed and what it wrote, line by line as they are.
fn session(command: &str, output: &[String], page: &mut Roff) {
    page.control("PP", []);
    page.control("RS", ["4"]);
    page.control("nf", []);
    for (index, line) in command.split('\n').enumerate() {
        let mark = if index == 0 { "$ " } else { "> " };
        page.text([roman(mark), bold(line)]);
    }
    for line in output {
        // An empty line of roff is a request of its own.
        page.text([if line.is_empty() {
            line_break()
        } else {
            roman(readable(line))
        }]);
    }
    page.control("fi", []);
    page.control("RE", []);
}

/// A line of a case with what a reader would see in the place of the wildcards of names.
fn readable(line: &str) -> String {
    line.replace("[SANDBOX]/home", "/home/pureuser/.local/share/puresim")
        .replace("[NUMBER]", "4711")
}
