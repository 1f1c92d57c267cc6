//! Tables: titles, left-justified columns as wide as their widest cell, two blanks between.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Writes the rows under the titles, without blanks at the ends of lines.
pub(crate) fn write(
    out: &mut dyn Write,
    titles: Option<&[&str]>,
    rows: &[Vec<String>],
    columns: usize,
) -> io::Result<()> {
    let mut widths = vec![0; columns];
    let mut widen = |cells: &mut dyn Iterator<Item = &str>| {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(printable(cell).width());
        }
    };
    if let Some(titles) = titles {
        widen(&mut titles.iter().copied());
    }
    for row in rows {
        widen(&mut row.iter().map(String::as_str));
    }
    let mut line = String::new();
    let mut print = |cells: &mut dyn Iterator<Item = &str>| {
        line.clear();
        for (cell, width) in cells.zip(&widths) {
            let cell = printable(cell);
            line.push_str(&cell);
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        writeln!(out, "{}", line.trim_end_matches(' '))
    };
    if let Some(titles) = titles {
        print(&mut titles.iter().copied())?;
    }
    rows.iter()
        .try_for_each(|row| print(&mut row.iter().map(String::as_str)))
}

/// The cell with control characters escaped, so that it cannot break a row or drive a terminal.
fn printable(cell: &str) -> Cow<'_, str> {
    if !cell.chars().any(char::is_control) {
        return Cow::Borrowed(cell);
    }
    let escape = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    Cow::Owned(cell.chars().map(escape).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(titles: &[&str], rows: &[&[&str]]) -> String {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|&c| c.to_owned()).collect())
            .collect();
        let mut out = Vec::new();
        write(&mut out, Some(titles), &rows, titles.len()).unwrap();
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
