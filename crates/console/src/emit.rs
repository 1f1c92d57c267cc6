//! Printing a list in the form that was asked for.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use crate::cell::Cell;
use crate::column::Column;
use crate::filter::Filter;
use crate::options::OutputOptions;
use crate::page::Pager;
use crate::sort::Order;
use crate::{delimited, json, nvp, table};

/// Prints `rows` under `columns`. CSV, name-value pairs and JSON are written row by row, unless they
/// are sorted; a table has to know its widest cells first.
///
/// # Errors
/// [`UsageError`](crate::UsageError) for a filter or an order that is wrong, before anything is
/// printed; whatever a row brings; a failure to write. A closed pipe ends the list quietly.
pub fn emit<R>(columns: &[Column], rows: R, options: &OutputOptions) -> anyhow::Result<()>
where
    R: IntoIterator<Item = anyhow::Result<Vec<Cell>>>,
{
    let filter = options
        .filter
        .as_deref()
        .map(|text| Filter::parse(columns, text))
        .transpose()?;
    let order = Order::parse(columns, &options.sort)?;
    let wanted = rows.into_iter().filter(|row| match (row, &filter) {
        (Ok(cells), Some(filter)) => filter.accepts(cells),
        _ => true,
    });
    let limit = options.limit.unwrap_or(usize::MAX);
    if order.is_empty() {
        return print(columns, wanted.take(limit), options);
    }
    let mut sorted = wanted.collect::<anyhow::Result<Vec<_>>>()?;
    sorted.sort_by(|a, b| order.compare(a, b));
    print(columns, sorted.into_iter().map(Ok).take(limit), options)
}

/// Prints rows as the default table: what create and setattr echo.
///
/// # Errors
/// As [`emit`].
pub fn echo<R>(columns: &[Column], rows: R) -> anyhow::Result<()>
where
    R: IntoIterator<Item = Vec<Cell>>,
{
    emit(columns, rows.into_iter().map(Ok), &OutputOptions::default())
}

fn print(
    columns: &[Column],
    rows: impl Iterator<Item = anyhow::Result<Vec<Cell>>>,
    options: &OutputOptions,
) -> anyhow::Result<()> {
    if options.page
        && let Some(mut pager) = Pager::start()?
    {
        let written = write(&mut pager, columns, rows, options);
        pager.finish()?;
        return unless_closed(written);
    }
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    unless_closed(write(&mut out, columns, rows, options))
}

/// A reader that has seen enough, as in `| head`, is no failure.
fn unless_closed(written: anyhow::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if is_closed_pipe(&error) => Ok(()),
        result => result,
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes the rows in the form asked for, and flushes.
pub(crate) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    mut rows: impl Iterator<Item = anyhow::Result<Vec<Cell>>>,
    options: &OutputOptions,
) -> anyhow::Result<()> {
    let titles: Vec<&str> = columns.iter().map(|column| column.title).collect();
    let keys: Vec<String> = columns.iter().map(Column::key).collect();
    let raw = options.raw;
    if options.csv {
        if !options.notitle {
            delimited::write(out, titles.iter().map(|&title| Cow::Borrowed(title)))?;
        }
        for row in rows {
            delimited::write(out, row?.iter().map(|cell| Cow::Owned(cell.text(raw))))?;
        }
    } else if options.nvp {
        for (index, row) in rows.enumerate() {
            let values = row?.into_iter().map(|cell| cell.text(raw));
            nvp::write(out, index == 0, keys.iter().cloned().zip(values))?;
        }
    } else if options.json {
        let mut empty = true;
        for row in rows {
            json::write(out, empty, raw, keys.iter().cloned().zip(row?))?;
            empty = false;
        }
        json::end(out, empty)?;
    } else {
        let texts: Vec<Vec<String>> = rows.try_fold(Vec::new(), |mut texts, row| {
            texts.push(row?.iter().map(|cell| cell.text(raw)).collect());
            anyhow::Ok(texts)
        })?;
        let titles = (!options.notitle).then_some(titles.as_slice());
        table::write(out, titles, &texts, columns.len())?;
    }
    out.flush()?;
    Ok(())
}
