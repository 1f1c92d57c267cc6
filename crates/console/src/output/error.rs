//! Why a list was not printed to its end.

use std::io;

/// Why a list was not printed to its end.
#[derive(Debug)]
pub(super) enum RenderError {
    /// A row could not be read.
    Row(anyhow::Error),
    /// The output could not be written.
    Output(io::Error),
}

impl From<io::Error> for RenderError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
