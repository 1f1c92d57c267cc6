//! Asking before something that cannot be undone.

use std::io::{self, IsTerminal, Write};

use anyhow::bail;

/// Asks `question` on the terminal unless `yes`.
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
    eprint!("{question} [y/N] ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => bail!("Not confirmed, nothing is changed."),
    }
}
