//! A format in which a list is printed.

use std::io::{self, Write};

use crate::list::cell::CellRef;

/// A format in which a list is printed: row by row, when it can.
pub(super) trait Format {
    /// Writes a row, or holds it.
    fn row(&mut self, out: &mut dyn Write, row: &[CellRef<'_>]) -> io::Result<()>;

    /// Writes what comes after the last row.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;

    /// How many columns of a terminal the longest line takes; 0 where lines may break.
    fn width(&self) -> usize {
        0
    }
}
