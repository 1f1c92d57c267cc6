//! `--csv`: RFC 4180, with line feeds between the records.

use std::io::{self, Write};

use super::format::Format;
use super::style::Style;
use crate::list::cell::CellRef;
use crate::list::column::Column;
use crate::terminal::visible::visible;

/// A record for the titles, and one for each row.
pub(super) struct Csv {
    style: Style,
    /// The record being written, which keeps its memory from row to row.
    record: String,
}

impl Csv {
    /// Writes the titles.
    pub(super) fn begin(out: &mut dyn Write, columns: &[Column], style: Style) -> io::Result<Self> {
        let mut csv = Self {
            style,
            record: String::new(),
        };
        if style.titles {
            let titles: Vec<CellRef<'_>> = columns
                .iter()
                .map(|column| CellRef::Text(column.title))
                .collect();
            csv.row(out, &titles)?;
        }
        Ok(csv)
    }
}

impl Format for Csv {
    fn row(&mut self, out: &mut dyn Write, row: &[CellRef<'_>]) -> io::Result<()> {
        self.record.clear();
        push_record(&mut self.record, row, self.style);
        out.write_all(self.record.as_bytes())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A program reads every text as it is. On a terminal it is escaped as in a table.
fn push_record(record: &mut String, row: &[CellRef<'_>], style: Style) {
    for (index, cell) in row.iter().enumerate() {
        if index > 0 {
            record.push(',');
        }
        match cell {
            CellRef::Text(text) if style.terminal => push_text(record, &visible(text)),
            CellRef::Text(text) => push_text(record, text),
            // Numbers, times and the like have nothing in them to be quoted.
            cell => cell.push_to(record, style.raw),
        }
    }
    // A lone empty field is quoted: its record would be a blank line, which readers skip.
    if record.is_empty() {
        record.push_str("\"\"");
    }
    record.push('\n');
}

fn push_text(record: &mut String, text: &str) {
    let is_special = |byte: u8| matches!(byte, b'"' | b',' | b'\n' | b'\r');
    if !text.bytes().any(is_special) {
        record.push_str(text);
        return;
    }
    record.push('"');
    for (index, piece) in text.split('"').enumerate() {
        if index > 0 {
            record.push_str("\"\"");
        }
        record.push_str(piece);
    }
    record.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style {
        titles: true,
        raw: false,
        terminal: false,
    };

    #[test]
    fn fields_are_quoted_when_they_must_be() {
        let mut record = String::new();
        let cells = ["plain", "a,b", "say \"x\"", "two\nlines", ""].map(CellRef::Text);
        push_record(&mut record, &cells, STYLE);
        assert_eq!(record, "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\n");
    }

    #[test]
    fn only_a_terminal_gets_it_escaped() {
        let cells = [CellRef::Text("\x1b]0;x\x07\u{9b}2J,\n")];
        let written = |terminal| {
            let mut record = String::new();
            push_record(&mut record, &cells, Style { terminal, ..STYLE });
            record
        };
        assert_eq!(written(false), "\"\x1b]0;x\x07\u{9b}2J,\n\"\n");
        assert_eq!(written(true), "\"\\u{1b}]0;x\\u{7}\\u{9b}2J,\\n\"\n");
    }

    #[test]
    fn a_record_is_no_blank_line() {
        let mut record = String::new();
        push_record(&mut record, &[CellRef::Empty], STYLE);
        assert_eq!(record, "\"\"\n");
    }
}
