//! `--json`: an array of objects (RFC 8259), one object per line, its members in the order of columns.

use std::io::{self, Write};

use serde_json::{Value, to_string, to_writer};

use super::format::Format;
use super::style::Style;
use crate::list::cell::CellRef;
use crate::list::column::Column;
use crate::terminal::visible::is_hidden;

/// An array, written an object at a time.
pub(super) struct Json {
    raw: bool,
    keys: Vec<Value>,
    is_first: bool,
}

impl Json {
    /// Opens the array.
    pub(super) fn begin(out: &mut dyn Write, columns: &[Column], style: Style) -> io::Result<Self> {
        out.write_all(b"[")?;
        Ok(Self {
            raw: style.raw,
            keys: columns.iter().map(|column| column.key().into()).collect(),
            is_first: true,
        })
    }
}

impl Format for Json {
    fn row(&mut self, out: &mut dyn Write, row: &[CellRef<'_>]) -> io::Result<()> {
        out.write_all(if self.is_first { b"\n  {" } else { b",\n  {" })?;
        self.is_first = false;
        for (index, (key, cell)) in self.keys.iter().zip(row).enumerate() {
            if index > 0 {
                out.write_all(b",")?;
            }
            to_writer(&mut *out, key)?;
            out.write_all(b":")?;
            write_value(out, *cell, self.raw)?;
        }
        out.write_all(b"}")
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.is_first { b"]\n" } else { b"\n]\n" })
    }
}

fn write_value(out: &mut dyn Write, cell: CellRef<'_>, raw: bool) -> io::Result<()> {
    match cell {
        CellRef::Unset | CellRef::Empty => out.write_all(b"null"),
        CellRef::Boolean(value) => write!(out, "{value}"),
        CellRef::Integer(number) => write!(out, "{number}"),
        CellRef::Bytes(bytes) => write!(out, "{bytes}"),
        CellRef::Time(time) if raw => write!(out, "{}", time.as_millisecond()),
        CellRef::Time(_) => Ok(to_writer(out, &cell.text(false))?),
        CellRef::Text(text) if text.contains(is_hidden) => write_escaped(out, &to_string(text)?),
        CellRef::Text(text) => Ok(to_writer(out, text)?),
    }
}

/// Writes a string of JSON with everything escaped that drives a terminal: also DEL, the C1 controls and
/// the marks of direction, which JSON allows as they are. It means the same to every reader.
fn write_escaped(out: &mut dyn Write, json: &str) -> io::Result<()> {
    let mut rest = json;
    while let Some(at) = rest.find(is_hidden) {
        out.write_all(&rest.as_bytes()[..at])?;
        let mut hidden = rest[at..].chars();
        if let Some(c) = hidden.next() {
            // All of them are of the Basic Multilingual Plane: four digits.
            write!(out, "\\u{:04x}", u32::from(c))?;
        }
        rest = hidden.as_str();
    }
    out.write_all(rest.as_bytes())
}
