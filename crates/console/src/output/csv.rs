//! `--csv`: RFC 4180, with line feeds between the records.

use std::io::Write;

use super::error::RenderError;
use super::style::Style;
use crate::list::cell::Cell;
use crate::list::column::Column;
use crate::list::rows::Rows;

/// Writes the titles and then a record a row.
pub(crate) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    rows: Rows<'_>,
    style: Style,
) -> Result<(), RenderError> {
    let mut record = String::new();
    if style.titles {
        let titles = columns.iter().map(|column| Cell::from(column.title));
        push_record(&mut record, &titles.collect::<Vec<_>>(), style.raw);
        out.write_all(record.as_bytes())?;
    }
    for row in rows {
        record.clear();
        push_record(&mut record, &row.map_err(RenderError::Row)?, style.raw);
        out.write_all(record.as_bytes())?;
    }
    Ok(())
}

fn push_record(record: &mut String, cells: &[Cell], raw: bool) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            record.push(',');
        }
        let start = record.len();
        cell.push_to(record, raw);
        let field = &record[start..];
        // A lone empty field is quoted: its record would be a blank line, which readers skip.
        if field.contains(['"', ',', '\n', '\r']) || (field.is_empty() && cells.len() == 1) {
            let quoted = format!("\"{}\"", field.replace('"', "\"\""));
            record.replace_range(start.., &quoted);
        }
    }
    record.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_when_they_must_be() {
        let mut record = String::new();
        let cells = ["plain", "a,b", "say \"x\"", "two\nlines", ""].map(Cell::from);
        push_record(&mut record, &cells, false);
        assert_eq!(record, "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\n");
    }

    #[test]
    fn a_record_is_no_blank_line() {
        let mut record = String::new();
        push_record(&mut record, &[Cell::Empty], false);
        assert_eq!(record, "\"\"\n");
    }
}
