//! Printing a list in the form that was asked for.

mod csv;
mod error;
mod format;
mod json;
mod nvp;
mod style;
mod table;

use std::io::{self, BufWriter};

use anyhow::anyhow;

use error::RenderError;
use format::write;

use crate::list::cell::Cell;
use crate::list::column::Column;
use crate::list::options::OutputOptions;
use crate::list::rows::Rows;
use crate::select::Selection;
use crate::terminal::pager::Pager;

/// How much is written at once, in bytes.
const CHUNK: usize = 1 << 16;

/// Prints `rows` under `columns`; every row has a cell for every column. CSV, name-value pairs and
/// JSON are written row by row, unless they are sorted; a table has to know its widest cells first.
///
/// # Errors
/// [`UsageError`](crate::UsageError) for a filter or an order that is wrong, before anything is
/// printed; whatever a row brings; a failure to write. A closed pipe ends the list quietly.
pub fn emit<R>(columns: &[Column], rows: R, options: &OutputOptions) -> anyhow::Result<()>
where
    R: IntoIterator<Item = anyhow::Result<Vec<Cell>>>,
{
    let mut rows = rows.into_iter();
    Selection::parse(columns, options)?
        .apply(&mut rows, |selected| print(columns, selected, options))
}

fn print(columns: &[Column], rows: Rows<'_>, options: &OutputOptions) -> anyhow::Result<()> {
    let pager = if options.page { Pager::start() } else { None };
    let written = match pager {
        Some(mut pager) => {
            let mut out = BufWriter::with_capacity(CHUNK, &mut pager);
            let written = write(&mut out, columns, rows, options);
            drop(out);
            pager.finish();
            written
        }
        None => {
            let mut out = BufWriter::with_capacity(CHUNK, io::stdout().lock());
            write(&mut out, columns, rows, options)
        }
    };
    match written {
        Ok(()) => Ok(()),
        // A reader that has seen enough, as in `| head`, is no failure.
        Err(RenderError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(RenderError::Output(error)) => {
            Err(anyhow!("Cannot write to standard output: {error}."))
        }
        Err(RenderError::Row(error)) => Err(error),
    }
}
