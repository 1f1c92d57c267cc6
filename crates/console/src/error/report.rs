//! How errors and warnings are printed: one line, on standard error.

use std::fmt::Display;

use super::usage::UsageError;
use crate::terminal::stderr;

/// An error about a named thing: laid around that error, which stays there to be found.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct OnName {
    name: String,
    /// The error with its causes.
    message: String,
}

/// Gives the error of `result` its subject: it prints as `Error on NAME: Message.` The error itself
/// can still be found by [`anyhow::Error::downcast_ref`].
///
/// # Errors
/// That of `result`.
pub fn on<T, E: Into<anyhow::Error>>(
    name: impl Display,
    result: Result<T, E>,
) -> anyhow::Result<T> {
    result.map_err(|error| {
        let error = error.into();
        let (name, message) = (name.to_string(), with_causes(&error));
        error.context(OnName { name, message })
    })
}

/// Prints `Error on NAME: Message.`, with the causes of the error.
pub fn error_on(name: impl Display, error: &anyhow::Error) {
    stderr::line(&format!("Error on {name}: {}", with_causes(error)));
}

/// Prints `Warning: Message.`
pub fn warn(message: impl Display) {
    stderr::line(&format!("Warning: {message:#}"));
}

/// Prints an error with its causes on one line, with its subject when it has one. Only a wrong
/// command line may take more lines, to point at what is wrong.
pub(crate) fn report(error: &anyhow::Error) {
    if let Some(OnName { name, message }) = error.downcast_ref() {
        stderr::line(&format!("Error on {name}: {message}"));
    } else if let Some(UsageError(reason)) = error.downcast_ref() {
        stderr::write(&format!("Error: {reason}\n"));
    } else {
        stderr::line(&format!("Error: {}", with_causes(error)));
    }
}

/// The error, and those of its causes that it does not tell by itself.
pub(super) fn with_causes(error: &anyhow::Error) -> String {
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

    #[test]
    fn a_subject_hides_no_error() {
        let error = on("a", Err::<(), _>(std::io::Error::other("gone"))).unwrap_err();
        assert!(error.is::<std::io::Error>());
        assert_eq!(with_causes(&error), "gone");
    }
}
