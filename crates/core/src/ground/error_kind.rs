//! What kind of error it is, for callers that must decide, not read.

use super::message::Message;
use super::remedy::Remedy;

/// The kind of an error. A door maps it to a status, the terminal to an exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The object does not exist.
    NotFound,
    /// There is one of that name already.
    Exists,
    /// A parameter is missing, or does not fit the others.
    Invalid,
    /// Something else depends on the object.
    InUse,
    /// The array is off, or locked.
    Locked,
    /// Others have been changing the same thing for too long.
    Busy,
    /// The state of the array, or another party, does not allow it.
    Refused,
    /// A key manager, a card or another machine does not respond.
    Unreachable,
    /// The key is not the one that the array was locked with.
    Mismatch,
    /// What is stored cannot be read back.
    Damaged,
    /// A file or a device cannot be used.
    Storage,
}

/// An error that says what kind it is and what would help, without naming a command.
pub trait Explain: std::error::Error {
    /// Its kind.
    fn kind(&self) -> ErrorKind;

    /// What would help; `None` when its sentence says it, or nobody knows.
    fn remedy(&self) -> Option<Remedy> {
        None
    }

    /// Its sentences, with what would help where it belongs. Their plain text is that of `Display`.
    fn message(&self) -> Message {
        Message::text(self.to_string()).with(self.remedy())
    }
}
