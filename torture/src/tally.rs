//! What passed, what failed, and the text for `docs/reliability.md`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The outcome of one section.
#[derive(Debug, Default)]
pub struct Tally {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed.
    pub failed: u64,
    text: String,
}

impl Tally {
    /// Counts a check and shows it; `Ok` says what was found, `Err` what is wrong.
    pub fn check(&mut self, name: &str, outcome: Result<String>) {
        match outcome {
            Ok(found) => {
                self.passed += 1;
                println!("ok    {name}: {found}");
                self.text.push_str(&format!("* {name}: {found}\n"));
            }
            Err(error) => {
                self.failed += 1;
                println!("FAIL  {name}: {error:#}");
                self.text
                    .push_str(&format!("* **Failed** – {name}: {error:#}\n"));
            }
        }
    }

    /// Counts checks that were made elsewhere.
    pub fn add(&mut self, passed: u64, failed: u64) {
        self.passed += passed;
        self.failed += failed;
    }

    /// Adds a paragraph to the text.
    pub fn say(&mut self, paragraph: &str) {
        println!("{paragraph}");
        self.text.push_str(&format!("\n{paragraph}\n\n"));
    }

    /// Writes the text to `folder/title.md`, where `cargo xtask torture` takes it from.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, folder: &Path, title: &str) -> Result<()> {
        let Self {
            passed,
            failed,
            text,
        } = self;
        let text = format!("{}\n\n{passed} passed, {failed} failed.\n", text.trim());
        fs::write(folder.join(format!("{title}.md")), text).context("cannot write the report")
    }
}
