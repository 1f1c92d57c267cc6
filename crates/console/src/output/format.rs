//! The formats in which a list is printed.

use std::io::Write;

use super::error::RenderError;
use super::style::Style;
use super::{csv, json, nvp, table};
use crate::list::column::Column;
use crate::list::options::OutputOptions;
use crate::list::rows::Rows;

/// Writes the rows in the format asked for, and flushes.
pub(super) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    rows: Rows<'_>,
    options: &OutputOptions,
) -> Result<(), RenderError> {
    let write = match options {
        OutputOptions { csv: true, .. } => csv::write,
        OutputOptions { nvp: true, .. } => nvp::write,
        OutputOptions { json: true, .. } => json::write,
        _ => table::write,
    };
    write(out, columns, rows, Style::of(options))?;
    out.flush().map_err(RenderError::Output)
}

#[cfg(test)]
mod tests;
