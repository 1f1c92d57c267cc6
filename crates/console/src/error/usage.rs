//! A command line that clap accepts and that is wrong all the same.

/// A wrong command line: it prints as `Error: Reason.`, and the exit status is 2. The first line of
/// the reason is whole by itself; further ones may point at the error.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);
