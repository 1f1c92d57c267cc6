//! A command line that clap takes and that is wrong all the same.

/// A wrong command line: the exit status is 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);
