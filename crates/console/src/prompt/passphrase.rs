//! Asking for a passphrase.

use std::io::{self, BufRead, IsTerminal};

use anyhow::Context;
use zeroize::Zeroizing;

/// Asks for a passphrase: not echoed on a terminal, a line of a pipe otherwise.
///
/// # Errors
/// When it cannot be read.
pub fn passphrase() -> anyhow::Result<Zeroizing<String>> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password("Enter passphrase:")
            .map(Zeroizing::new)
            .context("Cannot read the passphrase");
    }
    eprintln!("Enter passphrase:");
    let mut line = Zeroizing::new(String::with_capacity(1024));
    io::stdin()
        .lock()
        .read_line(&mut line)
        .context("Cannot read the passphrase")?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
}
