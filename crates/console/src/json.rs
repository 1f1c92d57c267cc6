//! `--json`: an array of objects, an object a line.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::cell::Cell;

/// Writes one object.
pub(crate) fn write(
    out: &mut dyn Write,
    first: bool,
    raw: bool,
    pairs: impl Iterator<Item = (String, Cell)>,
) -> io::Result<()> {
    out.write_all(if first { b"[\n  " } else { b",\n  " })?;
    let object: Map<String, Value> = pairs
        .map(|(name, cell)| (name, value(&cell, raw)))
        .collect();
    serde_json::to_writer(&mut *out, &Value::Object(object)).map_err(io::Error::from)
}

/// Ends the array, which was begun when an object was written.
pub(crate) fn end(out: &mut dyn Write, empty: bool) -> io::Result<()> {
    out.write_all(if empty { b"[]\n" } else { b"\n]\n" })
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
