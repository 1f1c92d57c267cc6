//! How errors and warnings are printed: one line, on standard error.

use std::fmt::Display;

/// An error about a named thing.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct OnName {
    name: String,
    message: String,
}

/// Gives the error of `result` its subject: it prints as `Error on NAME: Message.`
///
/// # Errors
/// That of `result`.
pub fn on<T, E: Display>(name: impl Display, result: Result<T, E>) -> anyhow::Result<T> {
    result.map_err(|error| {
        OnName {
            name: name.to_string(),
            message: error.to_string(),
        }
        .into()
    })
}

/// Prints `Error on NAME: Message.`
pub fn error_on(name: impl Display, message: impl Display) {
    eprintln!("{}", one_line(&format!("Error on {name}: {message}")));
}

/// Prints `Warning: Message.`
pub fn warn(message: impl Display) {
    eprintln!("{}", one_line(&format!("Warning: {message}")));
}

/// Prints an error with its causes on one line, with its subject when it has one.
pub(crate) fn report(error: &anyhow::Error) {
    match error.downcast_ref::<OnName>() {
        Some(OnName { name, message }) => error_on(name, message),
        None => eprintln!("{}", one_line(&format!("Error: {error:#}"))),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
