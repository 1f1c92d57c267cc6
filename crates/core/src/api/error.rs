//! Why something that was asked for is not done.

use std::fmt;

use crate::ground::{ErrorKind, Explain, Message, ObjectName, Remedy};
use crate::noun::drive::Bay;
use crate::noun::user::UserName;

/// The result of what was asked for.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something that was asked for is not done: of what kind it is, what it is about, and the reason
/// in sentences. What would help is in there as values; no sentence names a command.
#[derive(Debug)]
pub struct Error {
    subject: Option<Subject>,
    cause: Box<dyn Explain + Send + Sync>,
}

/// What an error is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// The array of that name.
    Array(ObjectName),
    /// The certificate of that name.
    Certificate(ObjectName),
    /// The KMIP server of that name.
    KmipServer(ObjectName),
    /// The card of that name.
    Card(ObjectName),
    /// The volume of that name.
    Volume(ObjectName),
    /// The snapshot of that name.
    Snapshot(ObjectName),
    /// The drive in that bay.
    Drive(Bay),
    /// A drive that has no bay yet.
    NewDrive,
    /// The user of that name.
    User(UserName),
    /// The API client of that name.
    ApiClient(ObjectName),
}

impl Error {
    /// An error with that cause, about the array in general.
    pub(crate) fn new(cause: impl Explain + Send + Sync + 'static) -> Self {
        Self {
            subject: None,
            cause: Box::new(cause),
        }
    }

    /// An error about `subject`.
    pub fn about(subject: Subject, cause: impl Explain + Send + Sync + 'static) -> Self {
        Self {
            subject: Some(subject),
            cause: Box::new(cause),
        }
    }

    /// The same error about `subject`.
    pub(super) fn with_subject(self, subject: Subject) -> Self {
        Self {
            subject: Some(subject),
            ..self
        }
    }

    /// Its kind.
    pub fn kind(&self) -> ErrorKind {
        self.cause.kind()
    }

    /// What it is about; `None` when that is the array in general.
    pub fn subject(&self) -> Option<&Subject> {
        self.subject.as_ref()
    }

    /// The reason in sentences, with what would help.
    pub fn message(&self) -> Message {
        self.cause.message()
    }

    /// What would help first.
    pub fn remedy(&self) -> Option<Remedy> {
        self.message().remedies().next().cloned()
    }

    /// The error of the stratum below, for callers in Rust that know it.
    pub fn cause(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        // Coerced step by step: a supertrait of a trait object.
        let cause: &(dyn Explain + Send + Sync + 'static) = self.cause.as_ref();
        cause
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Subject {
    /// The name alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Array(name)
            | Self::Certificate(name)
            | Self::KmipServer(name)
            | Self::Card(name)
            | Self::Volume(name)
            | Self::Snapshot(name)
            | Self::ApiClient(name) => name.fmt(f),
            Self::Drive(bay) => bay.fmt(f),
            Self::NewDrive => f.write_str("the new drive"),
            Self::User(name) => name.fmt(f),
        }
    }
}

impl<E: Explain + Send + Sync + 'static> From<E> for Error {
    fn from(cause: E) -> Self {
        Self::new(cause)
    }
}

#[cfg(test)]
mod tests;
