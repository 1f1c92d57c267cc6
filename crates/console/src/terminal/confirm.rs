//! Asking before something that cannot be undone.

use std::io::{self, IsTerminal};

use anyhow::{Context, bail};

use super::stderr;
use super::visible::visible;

/// Asks `question`, which ends with a question mark, on the terminal unless `yes`.
///
/// # Errors
/// When the answer is not yes, or there is no terminal to ask on.
pub fn confirm(question: &str, yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        bail!("{question} There is no terminal to ask on. Confirm with --yes.");
    }
    stderr::write(&format!("{} [y/N] ", visible(question)));
    let mut answer = String::new();
    let length = io::stdin()
        .read_line(&mut answer)
        .context("Cannot read the answer")?;
    if length == 0 {
        // Ctrl-D leaves the cursor after the question.
        stderr::write("\n");
    }
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => bail!("Not confirmed."),
    }
}
