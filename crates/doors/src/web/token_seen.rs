//! How the security token was when somebody looked last.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use pure_core::operation::{Condition, TokenStatus};
use pure_core::{Explain, Purity};
use pure_pages::Tone;

/// How the security token was when somebody looked last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TokenSeen {
    /// In which condition, in the words of the commands.
    pub(super) condition: &'static str,
    /// What that means.
    pub(super) tone: Tone,
    /// Why it would not unlock the array.
    pub(super) reason: Option<String>,
    /// When that was.
    pub(super) time: Timestamp,
}

/// Remembers it, so that pages which do not ask can show it.
#[derive(Debug, Default)]
pub(super) struct LastSeen(Mutex<Option<TokenSeen>>);

impl LastSeen {
    /// Asks the token, and remembers how it is.
    ///
    /// # Errors
    /// When the array's state cannot be read.
    pub(super) fn look(&self, purity: &Purity) -> pure_core::Result<(TokenStatus, TokenSeen)> {
        let status = purity.token_status()?;
        let reason = status.condition.reason();
        let seen = TokenSeen {
            condition: status.condition.as_str(),
            tone: tone(&status.condition),
            reason: reason.map(|reason| reason.message().to_string()),
            time: purity.now(),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen.clone());
        Ok((status, seen))
    }

    /// How it was last.
    pub(super) fn last(&self) -> Option<TokenSeen> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn tone(condition: &Condition) -> Tone {
    match condition {
        Condition::Disabled => Tone::Quiet,
        Condition::Enabled => Tone::Good,
        Condition::Mismatch(_) => Tone::Bad,
        Condition::Unavailable(_) => Tone::Warning,
    }
}
