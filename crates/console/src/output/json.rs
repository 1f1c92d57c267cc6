//! `--json`: an array of objects (RFC 8259), an object a line, its members in the order of columns.

use std::io::{self, Write};

use serde_json::Value;

use super::error::RenderError;
use super::style::Style;
use crate::list::cell::Cell;
use crate::list::column::Column;
use crate::list::rows::Rows;

/// Writes the array, an object at a time.
pub(crate) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    rows: Rows<'_>,
    style: Style,
) -> Result<(), RenderError> {
    let keys: Vec<Value> = columns.iter().map(|column| column.key().into()).collect();
    out.write_all(b"[")?;
    let mut separator = "\n  ";
    for row in rows {
        let row = row.map_err(RenderError::Row)?;
        out.write_all(separator.as_bytes())?;
        separator = ",\n  ";
        write_object(out, &keys, &row, style.raw)?;
    }
    out.write_all(if separator.starts_with(',') {
        b"\n]\n"
    } else {
        b"]\n"
    })?;
    Ok(())
}

fn write_object(out: &mut dyn Write, keys: &[Value], row: &[Cell], raw: bool) -> io::Result<()> {
    for (index, (key, cell)) in keys.iter().zip(row).enumerate() {
        out.write_all(if index == 0 { b"{" } else { b"," })?;
        serde_json::to_writer(&mut *out, key)?;
        out.write_all(b":")?;
        serde_json::to_writer(&mut *out, &value(cell, raw))?;
    }
    out.write_all(b"}")
}

fn value(cell: &Cell, raw: bool) -> Value {
    match cell {
        Cell::Unset | Cell::Empty => Value::Null,
        Cell::Boolean(value) => Value::Bool(*value),
        Cell::Integer(number) => Value::from(*number),
        Cell::Bytes(bytes) => Value::from(*bytes),
        Cell::Time(time) if raw => Value::from(time.as_millisecond()),
        Cell::Text(_) | Cell::Time(_) => Value::String(cell.text(raw)),
    }
}
