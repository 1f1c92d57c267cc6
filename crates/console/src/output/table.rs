//! Tables: titles, left-justified columns as wide as their widest cell, two blanks between.

use std::io::Write;

use comfy_table::{ContentArrangement, Table, TableStyle};
use unicode_width::UnicodeWidthStr;

use super::error::RenderError;
use super::style::Style;
use crate::list::cell::Cell;
use crate::list::column::Column;
use crate::list::rows::Rows;
use crate::terminal::visible::visible;

/// Blanks between two columns.
const GAP: u16 = 2;

/// Writes the rows under the titles, without blanks at the ends of lines.
pub(super) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    rows: Rows<'_>,
    style: Style,
) -> Result<(), RenderError> {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new())
        .set_content_arrangement(ContentArrangement::Disabled);
    let mut widths = vec![0; columns.len()];
    let mut add = |texts: Vec<String>| {
        for (width, text) in widths.iter_mut().zip(&texts) {
            *width = text.width().max(*width);
        }
        table.add_row(texts);
    };
    if style.titles {
        add(columns.iter().map(|it| it.title.to_owned()).collect());
    }
    for row in rows {
        let shown = |cell: &Cell| visible(&cell.text(style.raw)).into_owned();
        add(row.map_err(RenderError::Row)?.iter().map(shown).collect());
    }
    // A column in which there is nothing is one blank wide for comfy-table, which is one too many.
    for (column, width) in table.column_iter_mut().zip(widths) {
        column.set_padding((0, if width == 0 { GAP - 1 } else { GAP }));
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end_matches(' '))?;
    }
    Ok(())
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
        let style = Style {
            titles: true,
            raw: false,
        };
        write(&mut out, &columns, &mut rows, style).unwrap();
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
