//! `--nvp`: one `name=value` per line, a blank line between objects.

use std::io::{self, Write};

use super::format::Format;
use super::style::Style;
use crate::list::cell::CellRef;
use crate::list::column::Column;
use crate::terminal::visible::{is_hidden, visible};

/// A line for each cell. A value's line breaks are written `\n` and `\r`, what else drives a terminal
/// `\u{1b}`, and its backslashes `\\`, so that each line is one pair.
pub(super) struct Nvp {
    raw: bool,
    keys: Vec<String>,
    is_first: bool,
    /// The value being written, which keeps its memory from cell to cell.
    value: String,
}

impl Nvp {
    pub(super) fn new(columns: &[Column], style: Style) -> Self {
        Self {
            raw: style.raw,
            keys: columns.iter().map(Column::key).collect(),
            is_first: true,
            value: String::new(),
        }
    }
}

impl Format for Nvp {
    fn row(&mut self, out: &mut dyn Write, row: &[CellRef<'_>]) -> io::Result<()> {
        if !self.is_first {
            out.write_all(b"\n")?;
        }
        self.is_first = false;
        for (key, cell) in self.keys.iter().zip(row) {
            self.value.clear();
            cell.push_to(&mut self.value, self.raw);
            if self.value.contains(|c| c == '\\' || is_hidden(c)) {
                self.value = escaped(&self.value);
            }
            writeln!(out, "{key}={}", self.value)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn escaped(value: &str) -> String {
    visible(&value.replace('\\', "\\\\")).into_owned()
}
