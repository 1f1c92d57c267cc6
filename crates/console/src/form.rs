//! The forms in which a list is printed.

use std::io::{self, Write};

use crate::cell::Cell;
use crate::column::Column;
use crate::options::OutputOptions;
use crate::{csv, json, nvp, table};

/// The rows of a list, as they come.
pub(crate) type Rows<'a> = &'a mut dyn Iterator<Item = anyhow::Result<Vec<Cell>>>;

/// Why a list was not printed to its end.
#[derive(Debug)]
pub(crate) enum Ended {
    /// A row could not be had.
    Row(anyhow::Error),
    /// The output could not be written.
    Output(io::Error),
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// What the forms leave to choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Whether the titles are printed, in the forms that have them.
    pub(crate) titles: bool,
    /// Whether times are milliseconds since 1970 and sizes bytes.
    pub(crate) raw: bool,
}

/// Writes the rows in the form asked for, and flushes.
pub(crate) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    rows: Rows<'_>,
    options: &OutputOptions,
) -> Result<(), Ended> {
    let look = Look {
        titles: !options.notitle,
        raw: options.raw,
    };
    let form = match options {
        OutputOptions { csv: true, .. } => csv::write,
        OutputOptions { nvp: true, .. } => nvp::write,
        OutputOptions { json: true, .. } => json::write,
        _ => table::write,
    };
    form(out, columns, rows, look)?;
    out.flush().map_err(Ended::Output)
}

#[cfg(test)]
mod tests;
