//! Faults of an unlock with the right key.

use crate::ground::{ErrorKind, Explain, Message};

/// The key manager gives the right key, and the array would not be unlocked all the same: too few
/// drives are there, or what lies on them does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct UnlockFault {
    /// Why, in lower case.
    reason: Message,
    kind: ErrorKind,
}

impl UnlockFault {
    /// For that reason, in lower case.
    pub(crate) fn new(reason: Message, kind: ErrorKind) -> Self {
        Self { reason, kind }
    }
}

impl Explain for UnlockFault {
    fn kind(&self) -> ErrorKind {
        self.kind
    }

    fn message(&self) -> Message {
        self.reason.clone()
    }
}
