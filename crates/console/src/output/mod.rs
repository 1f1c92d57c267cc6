//! Printing a list in the format that was asked for.

mod chunks;
mod csv;
mod format;
mod json;
mod nvp;
mod style;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use anyhow::anyhow;

use chunks::Chunks;
use csv::Csv;
use format::Format;
use json::Json;
use nvp::Nvp;
use style::Style;
use table::Table;

use crate::list::cell::{Cell, CellRef};
use crate::list::column::Column;
use crate::list::options::OutputOptions;
use crate::list::rows::{RenderError, RowSink};
use crate::select::{Selection, borrowed};
use crate::terminal::pager::Pager;
use crate::terminal::stderr;
use crate::terminal::visible::visible_lines;
use crate::terminal::width::width;

/// Prints `rows` under `columns`; every row has a cell for every column. CSV, name-value pairs and
/// JSON are written row by row, unless they are sorted; a table has to know its widest cells first.
///
/// # Errors
/// [`UsageError`](crate::UsageError) for a filter or an order that is wrong, before anything is
/// printed; the error of a row; a failure to write. A closed pipe ends the list quietly.
pub fn emit<R>(columns: &[Column], rows: R, options: &OutputOptions) -> anyhow::Result<()>
where
    R: IntoIterator<Item = anyhow::Result<Vec<Cell>>>,
{
    emit_each(columns, options, |sink| passed_on(rows, sink))
}

/// Prints the rows that `produce` passes to its sink, as [`emit`] does. They are borrowed: a long list
/// is printed from where it is read, without a copy of every text in it.
///
/// # Errors
/// As [`emit`]; the error of `produce`.
pub fn emit_each(
    columns: &[Column],
    options: &OutputOptions,
    produce: impl FnOnce(&mut RowSink<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    emit_selected(
        columns,
        options,
        Selection::parse(columns, options)?,
        produce,
    )
}

/// As [`emit`], for rows that come from the oldest to the newest: at most as many are printed as the options
/// say, and those are the newest.
///
/// # Errors
/// As [`emit`].
pub fn emit_newest<R>(columns: &[Column], rows: R, options: &OutputOptions) -> anyhow::Result<()>
where
    R: IntoIterator<Item = anyhow::Result<Vec<Cell>>>,
{
    let selection = Selection::parse(columns, options)?.of_newest();
    emit_selected(columns, options, selection, |sink| passed_on(rows, sink))
}

/// Prints what a list of names prints that are all not there: nothing, or in JSON an empty array.
///
/// # Errors
/// As [`emit`].
pub fn emit_nothing(columns: &[Column], options: &OutputOptions) -> anyhow::Result<()> {
    options.check(columns)?;
    if options.json {
        emit(columns, [], options)?;
    }
    Ok(())
}

fn passed_on<R>(rows: R, sink: &mut RowSink<'_>) -> anyhow::Result<()>
where
    R: IntoIterator<Item = anyhow::Result<Vec<Cell>>>,
{
    for row in rows {
        if sink(&borrowed(&row?)).is_break() {
            break;
        }
    }
    Ok(())
}

fn emit_selected(
    columns: &[Column],
    options: &OutputOptions,
    selection: Selection,
    produce: impl FnOnce(&mut RowSink<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // What is compared is judged by its column before there is a row.
    let fits = |row: &[CellRef<'_>]| {
        columns
            .iter()
            .zip(row)
            .all(|(it, cell)| it.kind.admits(*cell))
    };
    let produce = |sink: &mut RowSink<'_>| {
        produce(&mut |row| {
            debug_assert!(fits(row), "{columns:?}: {row:?}");
            sink(row)
        })
    };
    let style = Style::of(options, io::stdout().is_terminal());
    let pager = if options.page { Pager::start() } else { None };
    let written = match pager {
        Some(mut pager) => {
            let mut out = Chunks::new(&mut pager);
            let written = write(&mut out, columns, (options, style), &selection, produce);
            drop(out);
            pager.finish();
            written
        }
        None => {
            let mut out = Chunks::new(io::stdout().lock());
            write(&mut out, columns, (options, style), &selection, produce)
        }
    };
    match written {
        Ok(()) => Ok(()),
        Err(RenderError::Output(error)) => unless_closed(error),
        Err(RenderError::Row(error)) => Err(error),
    }
}

/// As [`emit`], for a row of what a command has just made or changed: a failure to write is told as one
/// of showing it alone.
///
/// # Errors
/// As [`emit`].
pub fn emit_done<R>(columns: &[Column], rows: R, options: &OutputOptions) -> anyhow::Result<()>
where
    R: IntoIterator<Item = anyhow::Result<Vec<Cell>>>,
{
    done(emit(columns, rows, options))
}

/// Says of a failure to write that what was asked for is done.
///
/// # Errors
/// That of `shown`.
pub fn done<T>(shown: anyhow::Result<T>) -> anyhow::Result<T> {
    shown.map_err(|error| match error.downcast_ref() {
        Some(OutputError(_)) => anyhow!("It is done, but not shown. {error}"),
        None => error,
    })
}

/// Standard output could not be written.
#[derive(Debug, thiserror::Error)]
#[error("Cannot write to standard output: {0}.")]
struct OutputError(io::Error);

/// Prints `text` as it is; on a terminal, with what would drive it escaped.
///
/// # Errors
/// A failure to write. A closed pipe ends the text quietly.
pub fn emit_text(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let shown = if out.is_terminal() {
        Cow::Owned(visible_lines(text))
    } else {
        Cow::Borrowed(text)
    };
    let written = out.write_all(shown.as_bytes()).and_then(|()| out.flush());
    written.or_else(unless_closed)
}

/// What a failure to write means. A reader that has seen enough, as in `| head`, is not a failure.
fn unless_closed(error: io::Error) -> anyhow::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(());
    }
    Err(OutputError(error).into())
}

/// Writes the selected rows in the format asked for, and flushes.
fn write(
    out: &mut dyn Write,
    columns: &[Column],
    (options, style): (&OutputOptions, Style),
    selection: &Selection,
    produce: impl FnOnce(&mut RowSink<'_>) -> anyhow::Result<()>,
) -> Result<(), RenderError> {
    let projection = selection.projection();
    let columns = &projection.columns(columns);
    let mut format: Box<dyn Format> = match options {
        OutputOptions { csv: true, .. } => Box::new(Csv::begin(out, columns, style)?),
        OutputOptions { nvp: true, .. } => Box::new(Nvp::new(columns, style)),
        OutputOptions { json: true, .. } => Box::new(Json::begin(out, columns, style)?),
        _ => Box::new(Table::new(columns, style)),
    };
    selection.apply(produce, &mut |row| format.row(out, &projection.cells(row)))?;
    format.end(out)?;
    out.flush()?;
    if !options.page && format.width() > width().unwrap_or(usize::MAX) {
        stderr::line("Wider than the terminal: --nvp, --columns or --page show it better.");
    }
    Ok(())
}
