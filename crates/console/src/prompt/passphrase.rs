//! Asking for a passphrase.

use std::io::{self, IsTerminal};

use anyhow::Context;
use secrecy::SecretString;

use super::pipe::Pipe;
use crate::stderr;

/// Asks for a passphrase: not echoed on a terminal. Through a pipe it is the first line that is not
/// blank and in no PEM block, so that it may come before or after what is pasted; empty when there
/// is none.
///
/// # Errors
/// When it cannot be read, is longer than 1 MiB, or is not UTF-8.
pub fn passphrase() -> anyhow::Result<SecretString> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password("Enter passphrase:")
            .map(SecretString::from)
            .context("Cannot read the passphrase");
    }
    stderr::line("Enter passphrase:");
    Pipe::of_stdin().take_line()
}
