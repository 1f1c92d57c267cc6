//! `--nvp`: a `name=value` a line, a blank line between objects.

use std::io::Write;

use super::error::RenderError;
use super::style::Style;
use crate::list::column::Column;
use crate::list::rows::Rows;

/// Writes the objects. A value's line breaks are written `\n` and `\r`, and its backslashes `\\`,
/// so that a line is a pair.
pub(crate) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    rows: Rows<'_>,
    style: Style,
) -> Result<(), RenderError> {
    let keys: Vec<String> = columns.iter().map(Column::key).collect();
    for (index, row) in rows.enumerate() {
        let row = row.map_err(RenderError::Row)?;
        if index > 0 {
            out.write_all(b"\n")?;
        }
        for (key, cell) in keys.iter().zip(&row) {
            writeln!(out, "{key}={}", escaped(cell.text(style.raw)))?;
        }
    }
    Ok(())
}

fn escaped(value: String) -> String {
    if !value.contains(['\\', '\n', '\r']) {
        return value;
    }
    value
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
}
