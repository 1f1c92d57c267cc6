//! The rows of a list on their way to the output.

use std::io;
use std::ops::ControlFlow;

use super::cell::CellRef;

/// Takes the rows of a list one by one: each has a cell for every column, borrowed from wherever it is
/// read. When it breaks, no further row is wanted.
pub type RowSink<'a> = dyn FnMut(&[CellRef<'_>]) -> ControlFlow<()> + 'a;

/// Why a list was not printed to its end.
#[derive(Debug)]
pub(crate) enum RenderError {
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
