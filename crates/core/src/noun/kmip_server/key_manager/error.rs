//! Why a key manager gave no response that helps.

use std::fmt;

use crate::ground::{ErrorKind, Explain, Message};
use crate::noun::kmip_server::diagnosis::{Diagnosis, Fault, KeyFault};
use crate::noun::kmip_server::uri::Uri;

/// A URI that was tried, and why it did not serve.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The URI.
    pub uri: Uri,
    /// Why.
    pub diagnosis: Diagnosis,
}

/// No URI of the KMIP server served. Displays each of them and why.
#[derive(Clone, Debug)]
pub struct KeyManagerError {
    /// In the order tried; at least one.
    pub attempts: Vec<Attempt>,
}

impl KeyManagerError {
    /// The keys of the name of one that no URI has, when every URI responded.
    pub(super) fn namesakes(&self) -> Option<Vec<String>> {
        let mut all: Vec<String> = Vec::new();
        for attempt in &self.attempts {
            match &attempt.diagnosis.fault {
                Fault::Key(KeyFault::Missing { namesakes, .. }) => {
                    all.extend_from_slice(namesakes);
                }
                _ => return None,
            }
        }
        all.sort();
        all.dedup();
        Some(all)
    }
}

impl std::error::Error for KeyManagerError {}

impl Explain for KeyManagerError {
    fn kind(&self) -> ErrorKind {
        match self.attempts.last() {
            Some(attempt) => attempt.diagnosis.kind(),
            None => ErrorKind::Unreachable,
        }
    }

    fn message(&self) -> Message {
        let attempts = self.attempts.iter();
        attempts.fold(Message::default(), |message, Attempt { uri, diagnosis }| {
            message.then(format!("{uri}:")).then(diagnosis.message())
        })
    }
}

impl fmt::Display for KeyManagerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, Attempt { uri, diagnosis }) in self.attempts.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{uri}: {diagnosis}")?;
        }
        Ok(())
    }
}
