//! How errors and warnings are printed: one line, on standard error.

use std::fmt::Display;

use crate::stderr;
use crate::usage::UsageError;

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
            // The alternate form of an anyhow error holds its causes too.
            message: format!("{error:#}"),
        }
        .into()
    })
}

/// Prints `Error on NAME: Message.`, with the causes of an [`anyhow::Error`].
pub fn error_on(name: impl Display, message: impl Display) {
    stderr::line(&format!("Error on {name}: {message:#}"));
}

/// Prints `Warning: Message.`
pub fn warn(message: impl Display) {
    stderr::line(&format!("Warning: {message:#}"));
}

/// Prints an error with its causes on one line, with its subject when it has one. Only a wrong
/// command line may take more lines, to point at the mistake.
pub(crate) fn report(error: &anyhow::Error) {
    if let Some(OnName { name, message }) = error.downcast_ref() {
        error_on(name, message);
    } else if let Some(UsageError(reason)) = error.downcast_ref() {
        stderr::write(&format!("Error: {reason}\n"));
    } else {
        stderr::line(&format!("Error: {}", with_causes(error)));
    }
}

/// The error, and those of its causes that it does not tell by itself.
fn with_causes(error: &anyhow::Error) -> String {
    error
        .chain()
        .skip(1)
        .fold(error.to_string(), |text, cause| {
            let cause = cause.to_string();
            if text.contains(cause.trim_end_matches('.')) {
                text
            } else {
                format!("{text}: {cause}")
            }
        })
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let error = anyhow!("no space").context("cannot write: no space.");
        assert_eq!(with_causes(&error), "cannot write: no space.");
        let error = anyhow!("no space").context("cannot write");
        assert_eq!(with_causes(&error), "cannot write: no space");
    }
}
