//! Asking for a passphrase.

use std::io::{self, IsTerminal};

use anyhow::{Context, ensure};
use secrecy::{ExposeSecret, SecretString};

use super::kind::is_shown;
use super::pipe::Pipe;
use crate::terminal::stderr;

/// Asks for a passphrase: not echoed on a terminal. Through a pipe it is the first line that is not
/// blank and in no PEM block, so that it may come before or after what is pasted; empty when there
/// is none.
///
/// # Errors
/// When it cannot be read, is longer than 1 MiB, or is not UTF-8.
pub fn passphrase() -> anyhow::Result<SecretString> {
    secret("passphrase")
}

/// Asks for a passphrase that is new: twice on a terminal, where a slip of the finger cannot be seen,
/// and as [`passphrase`] through a pipe.
///
/// # Errors
/// As [`passphrase`], and when the two are not the same.
pub fn new_passphrase() -> anyhow::Result<SecretString> {
    new_secret("passphrase")
}

/// As [`new_passphrase`], but for the password of a user.
///
/// # Errors
/// As there.
pub fn new_password() -> anyhow::Result<SecretString> {
    new_secret("password")
}

/// As [`passphrase`], but for the password of a user.
///
/// # Errors
/// As there.
pub fn password() -> anyhow::Result<SecretString> {
    secret("password")
}

/// As [`passphrase`], but for the API key of an app.
///
/// # Errors
/// As there.
pub fn api_key() -> anyhow::Result<SecretString> {
    secret("API key")
}

fn secret(what: &str) -> anyhow::Result<SecretString> {
    let prompt = format!("Enter {what}:");
    if io::stdin().is_terminal() {
        return ask(what, &prompt);
    }
    if is_shown() {
        stderr::line(&prompt);
    }
    Pipe::of_stdin().take_line()
}

fn new_secret(what: &str) -> anyhow::Result<SecretString> {
    let first = secret(what)?;
    if io::stdin().is_terminal() {
        let again = ask(what, &format!("Enter {what} again:"))?;
        ensure!(
            again.expose_secret() == first.expose_secret(),
            "The {what}s do not match. Try again."
        );
    }
    Ok(first)
}

fn ask(what: &str, prompt: &str) -> anyhow::Result<SecretString> {
    rpassword::prompt_password(prompt)
        .map(SecretString::from)
        .with_context(|| format!("Cannot read the {what}"))
}
