//! Tables: titles, left-justified columns as wide as their widest cell, two blanks between.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

use crate::cell::Cell;
use crate::column::Column;
use crate::form::{Ended, Look, Rows};
use crate::visible::visible;

/// Blanks between two columns.
const GAP: usize = 2;

/// Writes the rows under the titles, without blanks at the ends of lines.
pub(crate) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    rows: Rows<'_>,
    look: Look,
) -> Result<(), Ended> {
    let mut table = Table::new(columns.len());
    if look.titles {
        for column in columns {
            table.push(|text| text.push_str(column.title));
        }
    }
    for row in rows {
        let row = row.map_err(Ended::Row)?;
        let cells = row.iter().chain(std::iter::repeat(&Cell::Empty));
        for cell in cells.take(columns.len()) {
            table.push(|text| cell.push_to(text, look.raw));
        }
    }
    table.write(out).map_err(Ended::Output)
}

/// The texts of all cells one after another, row by row: a string a cell would take several times
/// the memory.
struct Table {
    text: String,
    /// Where each cell ends in the text, and how wide it is on the terminal.
    cells: Vec<(usize, usize)>,
    /// How wide the columns are.
    widths: Vec<usize>,
}

impl Table {
    fn new(columns: usize) -> Self {
        Self {
            text: String::new(),
            cells: Vec::new(),
            widths: vec![0; columns],
        }
    }

    /// Adds the cell that `append` writes.
    fn push(&mut self, append: impl FnOnce(&mut String)) {
        let start = self.text.len();
        append(&mut self.text);
        if let std::borrow::Cow::Owned(shown) = visible(&self.text[start..]) {
            self.text.truncate(start);
            self.text.push_str(&shown);
        }
        let width = self.text[start..].width();
        let column = self.cells.len() % self.widths.len();
        self.widths[column] = self.widths[column].max(width);
        self.cells.push((self.text.len(), width));
    }

    fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut start = 0;
        let mut line = String::new();
        for row in self.cells.chunks(self.widths.len().max(1)) {
            line.clear();
            for (&(end, width), column) in row.iter().zip(&self.widths) {
                line.push_str(&self.text[start..end]);
                line.extend(std::iter::repeat_n(' ', column - width + GAP));
                start = end;
            }
            line.truncate(line.trim_end_matches(' ').len());
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(titles: &[&'static str], rows: &[&[&str]]) -> String {
        let columns: Vec<Column> = titles.iter().map(|&title| Column::new(title)).collect();
        let mut rows = rows
            .iter()
            .map(|row| Ok(row.iter().map(|&cell| cell.into()).collect()));
        let mut out = Vec::new();
        let look = Look {
            titles: true,
            raw: false,
        };
        write(&mut out, &columns, &mut rows, look).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        assert_eq!(
            table(&["Name", "B"], &[&["a", "bbb"], &["a long one", ""]]),
            "Name        B\na           bbb\na long one\n"
        );
    }

    #[test]
    fn an_empty_list_is_its_titles() {
        assert_eq!(table(&["Name", "B"], &[]), "Name  B\n");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(table(&["N", "B"], &[&["日本", "b"]]), "N     B\n日本  b\n");
    }

    #[test]
    fn control_characters_break_no_row() {
        assert_eq!(
            table(&["N", "B"], &[&["a\nb\x1b", "c"]]),
            "N           B\na\\nb\\u{1b}  c\n"
        );
    }
}
