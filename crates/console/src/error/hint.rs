//! The next step, in the words of the command that prints an error.

use super::report::with_causes;

/// What an error says, and what to do about it.
///
/// A library does not know which command calls it, so its errors name the thing and the reason; the
/// command adds the hint. [`Hinted::wrap`] lays it around the error as [`anyhow`] lays its contexts,
/// so that the error itself stays there to be found by [`anyhow::Error::downcast_ref`].
///
/// ```
/// use pure_console::Hinted;
///
/// let locked = std::io::Error::other("The array is locked.");
/// let error = Hinted::wrap(locked, Some("Run puresim power on."));
/// assert_eq!(error.to_string(), "The array is locked. Run puresim power on.");
/// assert!(error.is::<std::io::Error>());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hinted {
    /// What is wrong, with its causes: a sentence.
    pub message: String,
    /// What to do about it: a sentence that names a command, when there is one that helps.
    pub hint: Option<String>,
}

impl Hinted {
    /// `error` with the hint `hint`.
    #[must_use]
    pub fn wrap(error: impl Into<anyhow::Error>, hint: Option<impl Into<String>>) -> anyhow::Error {
        let error = error.into();
        let message = with_causes(&error);
        error.context(Self {
            message,
            hint: hint.map(Into::into),
        })
    }
}

impl std::fmt::Display for Hinted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.hint {
            None => f.write_str(&self.message),
            Some(hint) => {
                let end = if self.message.ends_with(['.', '?', '!']) {
                    ""
                } else {
                    "."
                };
                write!(f, "{}{end} {hint}", self.message)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;
    use crate::error::report::on;
    use crate::error::usage::UsageError;

    #[test]
    fn the_hint_follows_the_causes() {
        let error = anyhow!("no space").context("Cannot write");
        let error = Hinted::wrap(error, Some("Free some."));
        assert_eq!(error.to_string(), "Cannot write: no space. Free some.");
        assert_eq!(with_causes(&error), "Cannot write: no space. Free some.");
        let error = Hinted::wrap(anyhow!("It is gone."), None::<String>);
        assert_eq!(with_causes(&error), "It is gone.");
    }

    #[test]
    fn the_error_is_still_there() {
        let error = Hinted::wrap(UsageError("Wrong.".to_owned()), Some("Read the manual."));
        let error = on("a", Err::<(), _>(error)).unwrap_err();
        assert!(error.is::<UsageError>());
        let hinted: &Hinted = error.downcast_ref().unwrap();
        assert_eq!(hinted.hint.as_deref(), Some("Read the manual."));
        assert_eq!(error.to_string(), "Wrong. Read the manual.");
    }
}
