//! How errors and warnings are printed: one line, on standard error.

use std::fmt::Display;
use std::sync::OnceLock;

use pure_core::ErrorKind;

use super::hint::render;
use super::known;
use super::usage::UsageError;
use crate::terminal::stderr;
use crate::terminal::visible::visible_lines;

/// An error about a named thing: laid around that error, which stays there to be found.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct OnName {
    name: String,
    /// The error with its causes.
    message: String,
}

/// Gives the error of `result` its subject: it prints as `Error on NAME: Message.`, also when it has
/// another subject by itself. The error itself can still be found by
/// [`anyhow::Error::downcast_ref`].
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

/// Prints `Error on NAME: Message. Hint.`, with the causes of the error.
pub fn error_on(name: impl Display, error: &anyhow::Error) {
    stderr::line(&line(Some(&name), error));
}

/// Prints `Warning: Message.`
pub fn warn(message: impl Display) {
    let message = format!("{message:#}");
    stderr::line(&format!("Warning: {}", without_numbers(&message)));
}

/// Prints a sentence that is neither a result nor a warning.
pub fn remark(message: impl Display) {
    stderr::line(&format!("{message:#}"));
}

/// Prints an error with its causes on one line, with its subject when it has one. Only a wrong
/// command line may take more lines, to point at what is wrong.
pub(crate) fn report(error: &anyhow::Error) {
    match error.downcast_ref() {
        Some(UsageError(reason)) if !error.is::<OnName>() => {
            stderr::write(&format!("Error: {}\n", visible_lines(reason)));
        }
        _ => stderr::line(&line(subject(error), error)),
    }
}

fn line(subject: Option<&dyn Display>, error: &anyhow::Error) -> String {
    let mut message = without_numbers(&with_causes(error));
    if !message.ends_with(['.', '?', '!', ':']) {
        message.push('.');
    }
    if let Some(meant) = meant(error) {
        message = format!("{message} {meant}");
    }
    match subject {
        Some(subject) => format!("Error on {subject}: {message}"),
        None => format!("Error: {message}"),
    }
}

/// What was probably meant by the name of an object that is not there.
fn meant(error: &anyhow::Error) -> Option<String> {
    let error: &pure_core::Error = error.downcast_ref()?;
    if error.kind() != ErrorKind::NotFound {
        return None;
    }
    known::meant(error.subject()?)
}

/// What the error is about: what [`on`] said, else what the array says.
fn subject(error: &anyhow::Error) -> Option<&dyn Display> {
    if let Some(OnName { name, .. }) = error.downcast_ref() {
        return Some(name);
    }
    let error: &pure_core::Error = error.downcast_ref()?;
    error.subject().map(|subject| subject as &dyn Display)
}

/// The error, and those of its causes that it does not tell by itself.
fn with_causes(error: &anyhow::Error) -> String {
    let mut chain = error.chain().map(text);
    let first = chain.next().unwrap_or_default();
    chain.fold(first, |text, cause| {
        if text.contains(cause.trim_end_matches('.')) {
            text
        } else {
            format!("{text}: {cause}")
        }
    })
}

/// What the error says, with the commands that help when it is the array's, or one that [`give_hints`] knows.
fn text(error: &(dyn std::error::Error + 'static)) -> String {
    if let Some(error) = error.downcast_ref::<pure_core::Error>() {
        return render(&error.message());
    }
    match HINTS.get().and_then(|hint| hint(error)) {
        Some(hint) => format!("{error} {hint}"),
        None => error.to_string(),
    }
}

/// Which command helps after an error that is not the array's.
type Hints = fn(&(dyn std::error::Error + 'static)) -> Option<String>;

static HINTS: OnceLock<Hints> = OnceLock::new();

/// From now on errors that `hints` knows are told with what it says. The first time counts.
pub fn give_hints(hints: Hints) {
    let _ = HINTS.set(hints);
}

/// What the system says has a number of its own, which nobody looks up: `(os error 2)`.
fn without_numbers(text: &str) -> String {
    let mut parts = text.split(" (os error ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| {
        let after = part.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}{}", after.strip_prefix(')').unwrap_or(after))
    })
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};
    use pure_core::{Home, Purity};

    use super::*;

    /// About the array `nope`, which does not exist.
    fn missing() -> pure_core::Error {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home")).unwrap();
        let memory = folder.path().join("memory");
        let context = pure_core::Context::new(home, memory, "someone");
        Purity::open(&context.for_array("nope".parse().unwrap())).unwrap_err()
    }

    #[test]
    fn a_cause_is_told_once() {
        let error = anyhow!("no space").context("cannot write: no space.");
        assert_eq!(with_causes(&error), "cannot write: no space.");
        let error = anyhow!("no space").context("cannot write");
        assert_eq!(with_causes(&error), "cannot write: no space");
    }

    #[test]
    fn an_error_of_the_system_is_a_sentence() {
        let error = std::fs::read("/no/such/file").unwrap_err();
        let error = anyhow::Error::from(error).context("Cannot read /no/such/file");
        let expected = "Error: Cannot read /no/such/file: No such file or directory.";
        assert_eq!(line(None, &error), expected);
    }

    #[test]
    fn a_subject_hides_no_error() {
        let error = on("a", Err::<(), _>(std::io::Error::other("gone"))).unwrap_err();
        assert!(error.is::<std::io::Error>());
        assert_eq!(with_causes(&error), "gone");
        let error = on("a", Err::<(), _>(missing())).unwrap_err();
        let found: &pure_core::Error = error.downcast_ref().unwrap();
        assert_eq!(found.kind(), ErrorKind::NotFound);
    }

    #[test]
    fn an_error_of_the_array_has_its_subject_and_its_hint() {
        const MESSAGE: &str = "Array does not exist. Create it with puresim array create nope.";
        let error = anyhow::Error::from(missing());
        let expected = format!("Error on nope: {MESSAGE}");
        assert_eq!(line(subject(&error), &error), expected);
        let wrapped = Err::<(), _>(missing()).context("Cannot open it");
        let error = wrapped.unwrap_err();
        let expected = format!("Error on nope: Cannot open it: {MESSAGE}");
        assert_eq!(line(subject(&error), &error), expected);
    }

    #[test]
    fn the_name_given_is_the_subject() {
        let error = on("NOPE", Err::<(), _>(missing())).unwrap_err();
        let expected = "Error on NOPE: Array does not exist. Create it with puresim array create \
                        nope.";
        assert_eq!(line(subject(&error), &error), expected);
        let error = anyhow::Error::from(missing());
        assert_eq!(line(Some(&"NOPE"), &error), expected);
    }
}
