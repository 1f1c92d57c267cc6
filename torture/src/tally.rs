//! What passed, what failed, and the text of the report.

use anyhow::Result;

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

    /// The section of the report, under its heading.
    pub fn section(&self, title: &str) -> String {
        let Self {
            passed,
            failed,
            text,
        } = self;
        format!(
            "\n## {title}\n\n{}\n\n{passed} passed, {failed} failed.\n",
            text.trim()
        )
    }
}
