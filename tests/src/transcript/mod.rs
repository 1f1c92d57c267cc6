//! Sessions at the shell with the output they must give, one file a case.
//!
//! ```text
//! # What the case shows, in one sentence.
//! @keymanager
//!
//! $ purecert create cert_2 --self-signed --common-name $UUID
//! Name    Status       Key Size  ...
//! cert_2  self-signed  2048      ...
//!
//! # A remark on what follows.
//! $ purekmip create kmip_srvr --uri localhost:5696 --certificate cert_9 --ca-certificate <<'EOF'
//! > -----BEGIN CERTIFICATE-----
//! > EOF
//! Error on cert_9: Certificate does not exist.
//! ? 1
//! ```
//!
//! * The first line is a comment (`# `) that says what the case shows.
//! * `@NAME` prepares the sandbox by the script `tests/setup/NAME.sh`.
//! * `$ ` begins a command, which `> ` lines continue. All commands of a case run in one folder and
//!   see each other's variables; standard input is empty. The clock is pinned to the time of the
//!   documented certificate. Port 5696 after a colon means a port of the case's own.
//! * Then come the lines that it writes, to standard output and standard error, with the wildcards
//!   of [`pattern`]. Blanks at the end of a line and blank lines at the end do not count.
//! * `? N` says that the exit status is N; without it, it is 0.
//! * A line of output that looks like one of the above is written with a backslash before it.
//!
//! With `UPDATE=1` in the environment the file is rewritten with what the commands really wrote.

mod difference;
mod document;
pub mod pattern;
mod play;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

pub use document::check_document;
pub use play::check;

/// A case file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What is in it, in order.
    pub items: Vec<Item>,
}

/// A part of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A comment, without its `# `.
    Remark(String),
    /// A set-up script by its name.
    Setup(String),
    /// A command.
    Step(Step),
}

/// A command and what must come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The text for the shell.
    pub command: String,
    /// The lines it writes, with wildcards.
    pub output: Vec<String>,
    /// Its exit status.
    pub status: i32,
}

impl Case {
    /// Reads the case in the file `path`.
    ///
    /// # Errors
    /// When it cannot be read or breaks the format.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    /// Reads the text of a case file.
    ///
    /// # Errors
    /// When it breaks the format.
    pub fn parse(text: &str) -> Result<Self> {
        let case = Self::parse_session(text)?;
        if !matches!(case.items.first(), Some(Item::Remark(_))) {
            bail!("the first line must be a comment that says what the case shows");
        }
        Ok(case)
    }

    /// The same for a session within a document, which says elsewhere what it shows.
    fn parse_session(text: &str) -> Result<Self> {
        let mut items = Vec::new();
        for (index, line) in text.lines().enumerate() {
            add_line(&mut items, line).with_context(|| format!("line {}", index + 1))?;
        }
        for item in &mut items {
            if let Item::Step(step) = item {
                drop_blank_end(&mut step.output);
            }
        }
        Ok(Self { items })
    }

    /// What the case shows: its first comment, all lines of it.
    pub fn purpose(&self) -> String {
        let remarks = self.items.iter().map_while(|item| match item {
            Item::Remark(text) => Some(text.as_str()),
            Item::Setup(_) | Item::Step(_) => None,
        });
        remarks.collect::<Vec<_>>().join(" ")
    }

    /// The case as text, in the one layout all cases have.
    pub fn render(&self) -> String {
        let mut text = String::new();
        let mut seen_step = false;
        for (index, item) in self.items.iter().enumerate() {
            let before = index.checked_sub(1).map(|i| &self.items[i]);
            let head_ends = !seen_step && matches!(item, Item::Step(_)) && before.is_some();
            if head_ends || matches!(before, Some(Item::Step(_))) {
                text.push('\n');
            }
            seen_step |= matches!(item, Item::Step(_));
            match item {
                Item::Remark(remark) => text.push_str(format!("# {remark}").trim_end()),
                Item::Setup(name) => text.push_str(&format!("@{name}")),
                Item::Step(step) => text.push_str(step.render().trim_end()),
            }
            text.push('\n');
        }
        text
    }
}

impl Step {
    fn render(&self) -> String {
        let mut text = String::new();
        for (index, line) in self.command.split('\n').enumerate() {
            let mark = if index == 0 { "$ " } else { "> " };
            text.push_str(format!("{mark}{line}").trim_end());
            text.push('\n');
        }
        for line in &self.output {
            if is_special(line) {
                text.push('\\');
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        if self.status != 0 {
            text.push_str(&format!("? {}\n", self.status));
        }
        text
    }
}

/// Adds one line of a case file to what came before it.
fn add_line(items: &mut Vec<Item>, line: &str) -> Result<()> {
    if line == "#" || line.starts_with("# ") {
        items.push(Item::Remark(line[1..].trim().to_owned()));
    } else if let Some(name) = line.strip_prefix('@') {
        items.push(Item::Setup(name.trim().to_owned()));
    } else if let Some(command) = line.strip_prefix("$ ") {
        let command = command.to_owned();
        items.push(Item::Step(Step {
            command,
            output: Vec::new(),
            status: 0,
        }));
    } else if let Some(Item::Step(step)) = items.last_mut() {
        add_step_line(step, line)?;
    } else if !line.trim().is_empty() {
        bail!("output without a command before it: {line}");
    }
    Ok(())
}

fn add_step_line(step: &mut Step, line: &str) -> Result<()> {
    if let Some(more) = line.strip_prefix('>').filter(|_| step.output.is_empty()) {
        step.command.push('\n');
        step.command
            .push_str(more.strip_prefix(' ').unwrap_or(more));
    } else if let Some(status) = line.strip_prefix("? ") {
        step.status = status.trim().parse().context("an exit status after `? `")?;
    } else {
        step.output
            .push(line.strip_prefix('\\').unwrap_or(line).to_owned());
    }
    Ok(())
}

/// True for a line of output that a reader of the file would take for something else.
fn is_special(line: &str) -> bool {
    line == "#"
        || line.starts_with(['@', '>', '\\'])
        || ["# ", "$ ", "? "].iter().any(|mark| line.starts_with(mark))
}

fn drop_blank_end(lines: &mut Vec<String>) {
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "\
# Shows the format.
# In two lines.
@keymanager

$ cat <<'EOF'
> a
>
> EOF
a

\\$ not a command

b

# Remark.
$ false
? 1

$ true
";

    #[test]
    fn a_case_is_read_as_written() {
        let case = Case::parse(CASE).unwrap();
        assert_eq!(case.purpose(), "Shows the format. In two lines.");
        assert_eq!(case.items[2], Item::Setup("keymanager".into()));
        let step = |command: &str, output: &[&str], status| {
            let output = output.iter().map(|line| (*line).to_owned()).collect();
            Item::Step(Step {
                command: command.into(),
                output,
                status,
            })
        };
        assert_eq!(
            case.items[3],
            step(
                "cat <<'EOF'\na\n\nEOF",
                &["a", "", "$ not a command", "", "b"],
                0
            )
        );
        assert_eq!(case.items[5], step("false", &[], 1));
        assert_eq!(case.items[6], step("true", &[], 0));
    }

    #[test]
    fn what_is_written_reads_back() {
        let case = Case::parse(CASE).unwrap();
        assert_eq!(Case::parse(&case.render()).unwrap(), case);
    }

    #[test]
    fn a_case_says_what_it_shows() {
        assert!(Case::parse("$ true\n").is_err());
        assert!(Case::parse("").is_err());
        assert!(Case::parse("# Shows.\nstray\n").is_err());
        assert!(Case::parse("# Shows.\n$ false\n? one\n").is_err());
    }
}
