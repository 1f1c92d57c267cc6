//! Tables: titles, left-justified columns as wide as their widest cell, two blanks between.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table as Layout, TableStyle};
use unicode_width::UnicodeWidthStr;

use super::format::Format;
use super::style::Style;
use crate::list::cell::CellRef;
use crate::list::column::Column;
use crate::terminal::visible::visible;

/// Blanks between two columns.
const GAP: u16 = 2;

/// A table, which has to know its widest cells before it is written.
pub(super) struct Table {
    raw: bool,
    layout: Layout,
    /// How wide the columns are on the terminal.
    widths: Vec<usize>,
}

impl Table {
    /// A table of its titles.
    pub(super) fn new(columns: &[Column], style: Style) -> Self {
        let mut layout = Layout::new();
        layout
            .load_style(TableStyle::new())
            .set_content_arrangement(ContentArrangement::Disabled);
        let mut table = Self {
            raw: style.raw,
            layout,
            widths: vec![0; columns.len()],
        };
        if style.titles {
            table.add(columns.iter().map(|it| it.title.to_owned()).collect());
        }
        table
    }

    fn add(&mut self, row: Vec<String>) {
        for (width, text) in self.widths.iter_mut().zip(&row) {
            *width = text.width().max(*width);
        }
        self.layout.add_row(row);
    }
}

impl Format for Table {
    fn width(&self) -> usize {
        let gaps = self.widths.len().saturating_sub(1) * usize::from(GAP);
        self.widths.iter().sum::<usize>() + gaps
    }

    fn row(&mut self, _: &mut dyn Write, row: &[CellRef<'_>]) -> io::Result<()> {
        let shown = |cell: &CellRef<'_>| visible(&cell.text(self.raw)).into_owned();
        self.add(row.iter().map(shown).collect());
        Ok(())
    }

    /// Writes the rows under the titles, without blanks at the ends of lines.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        // A column in which there is nothing is one blank wide for comfy-table, one too many.
        for (column, width) in self.layout.column_iter_mut().zip(&self.widths) {
            column.set_padding((0, if *width == 0 { GAP - 1 } else { GAP }));
        }
        for line in self.layout.lines() {
            writeln!(out, "{}", line.trim_end_matches(' '))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(titles: &[&'static str], rows: &[&[&str]]) -> String {
        let columns: Vec<Column> = titles.iter().map(|&title| Column::new(title)).collect();
        let style = Style {
            titles: true,
            raw: false,
            terminal: false,
        };
        let mut table = Table::new(&columns, style);
        let mut out = Vec::new();
        for row in rows {
            let row: Vec<CellRef<'_>> = row.iter().map(|&text| CellRef::Text(text)).collect();
            table.row(&mut out, &row).unwrap();
        }
        table.end(&mut out).unwrap();
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
    fn a_column_of_nothing_is_its_gap() {
        let columns = ["N", "", "B"];
        assert_eq!(
            table(&columns, &[&["a", "", "b"], &["", "", ""]]),
            "N    B\na    b\n\n"
        );
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
