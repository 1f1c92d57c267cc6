//! Asking for a line that is no secret.

use std::io::{self, BufRead, Read};

use anyhow::Context;

use super::kind::is_shown;
use crate::terminal::stderr;

/// The longest line that is read, in bytes.
const MAX_LENGTH: u64 = 1 << 16;

/// Asks for a line, on a terminal or through a pipe.
///
/// # Errors
/// When it cannot be read, or is not UTF-8.
pub fn line(prompt: &str) -> anyhow::Result<String> {
    if is_shown() {
        stderr::line(prompt);
    }
    let mut text = String::new();
    let mut input = io::stdin().lock().take(MAX_LENGTH);
    input
        .read_line(&mut text)
        .context("Cannot read what was asked for")?;
    Ok(text)
}
