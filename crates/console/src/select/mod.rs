//! Which rows are printed, in which order, and which of their columns.

mod filter;
mod sort;

use std::collections::VecDeque;
use std::io;
use std::ops::ControlFlow;

use filter::Filter;
use sort::Order;

use crate::error::usage::UsageError;
use crate::list::cell::{Cell, CellRef};
use crate::list::column::Column;
use crate::list::options::OutputOptions;
use crate::list::projection::Projection;
use crate::list::rows::{RenderError, RowSink};

/// A filter, an order, a limit, and columns.
pub(crate) struct Selection {
    filter: Option<Filter>,
    order: Order,
    limit: usize,
    /// Whether the limit leaves out the first rows instead of the last.
    newest: bool,
    projection: Projection,
}

impl Selection {
    pub(crate) fn parse(columns: &[Column], options: &OutputOptions) -> Result<Self, UsageError> {
        let filter = options.filter.as_deref();
        Ok(Self {
            filter: filter
                .map(|text| Filter::parse(columns, text))
                .transpose()?,
            order: Order::parse(columns, &options.sort)?,
            limit: options.limit.unwrap_or(usize::MAX),
            newest: false,
            projection: Projection::parse(columns, options)?,
        })
    }

    /// The same for rows that come from the oldest to the newest, of which the limit means the newest,
    /// unless they are sorted.
    pub(crate) fn of_newest(self) -> Self {
        Self {
            newest: self.limit < usize::MAX && self.order.is_empty(),
            ..self
        }
    }

    /// Which columns are printed.
    pub(crate) fn projection(&self) -> &Projection {
        &self.projection
    }

    /// Passes the selected ones of the rows that `produce` makes on to `print`: each as it comes,
    /// unless they have to be sorted. No more are made than are wanted.
    pub(crate) fn apply(
        &self,
        produce: impl FnOnce(&mut RowSink<'_>) -> anyhow::Result<()>,
        print: &mut dyn FnMut(&[CellRef<'_>]) -> io::Result<()>,
    ) -> Result<(), RenderError> {
        if self.limit == 0 {
            return Ok(());
        }
        let mut left = self.limit;
        let mut held = VecDeque::new();
        let mut printed = Ok(());
        let produced = produce(&mut |row| {
            if !self.accepts(row) {
                return ControlFlow::Continue(());
            }
            if self.newest || !self.order.is_empty() {
                if self.newest && held.len() == self.limit {
                    held.pop_front();
                }
                held.push_back(row.iter().map(|cell| cell.held()).collect::<Vec<Cell>>());
                return ControlFlow::Continue(());
            }
            left -= 1;
            printed = print(row);
            if left == 0 || printed.is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        printed?;
        produced.map_err(RenderError::Row)?;
        held.make_contiguous()
            .sort_by(|a, b| self.order.compare(a, b));
        for row in held.iter().take(self.limit) {
            print(&borrowed(row))?;
        }
        Ok(())
    }

    fn accepts(&self, row: &[CellRef<'_>]) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|filter| filter.accepts(row))
    }
}

/// The cells of a row, borrowed.
pub(crate) fn borrowed(row: &[Cell]) -> Vec<CellRef<'_>> {
    row.iter().map(Cell::borrow).collect()
}

impl OutputOptions {
    /// Whether the filter, the order and the choice fit these columns. [`emit`](crate::emit) checks by itself
    /// before it prints; a command that changes something and then prints it checks first, lest the
    /// change be made and the command line turn out to be wrong.
    ///
    /// # Errors
    /// When one of them is wrong.
    pub fn check(&self, columns: &[Column]) -> Result<(), UsageError> {
        Selection::parse(columns, self).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    const COLUMNS: [Column; 1] = [Column::new("N")];

    fn selected(
        options: &OutputOptions,
        rows: impl IntoIterator<Item = anyhow::Result<i64>>,
    ) -> Result<Vec<i64>, RenderError> {
        let mut printed = Vec::new();
        Selection::parse(&COLUMNS, options).unwrap().apply(
            |sink| {
                for number in rows {
                    if sink(&[CellRef::Integer(number?)]).is_break() {
                        break;
                    }
                }
                Ok(())
            },
            &mut |row| {
                printed.extend(row[0].number().map(|number| number as i64));
                Ok(())
            },
        )?;
        Ok(printed)
    }

    #[test]
    fn the_newest_are_the_last_that_fit() {
        let newest = |options: &OutputOptions| {
            let selection = Selection::parse(&COLUMNS, options).unwrap().of_newest();
            let mut printed = Vec::new();
            let produce = |sink: &mut RowSink<'_>| {
                let mut each = (0..100).map(|number| sink(&[CellRef::Integer(number)]));
                assert!(each.all(|wanted| wanted.is_continue()));
                Ok(())
            };
            let mut print = |row: &[CellRef<'_>]| {
                printed.extend(row[0].number());
                Ok(())
            };
            selection.apply(produce, &mut print).unwrap();
            printed
        };
        assert_eq!(newest(&options("n<50", "", 2)), [48, 49]);
        assert_eq!(newest(&options("n<50", "n", 2)), [0, 1]);
        let all = OutputOptions::default();
        assert_eq!(newest(&all).len(), 100);
    }

    fn options(filter: &str, sort: &str, limit: usize) -> OutputOptions {
        OutputOptions {
            filter: Some(filter.to_owned()),
            sort: sort.split_terminator(',').map(str::to_owned).collect(),
            limit: Some(limit),
            ..OutputOptions::default()
        }
    }

    #[test]
    fn the_limit_counts_what_is_printed() {
        let numbers = || (0..100).map(Ok);
        assert_eq!(
            selected(&options("n>=10", "", 3), numbers()).unwrap(),
            [10, 11, 12]
        );
        assert_eq!(
            selected(&options("n>=10", "n-", 2), numbers()).unwrap(),
            [99, 98]
        );
    }

    #[test]
    fn rows_behind_the_limit_are_not_asked_for() {
        let endless = (0..).map(Ok);
        assert_eq!(selected(&options("n!=0", "", 2), endless).unwrap(), [1, 2]);
        let failing = [Err(anyhow!("gone"))];
        assert!(
            selected(&options("n!=0", "", 0), failing)
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn nothing_is_made_for_an_output_that_is_closed() {
        let mut made = 0;
        let closed = Selection::parse(&COLUMNS, &OutputOptions::default())
            .unwrap()
            .apply(
                |sink| {
                    while sink(&[CellRef::Integer(1)]).is_continue() {
                        made += 1;
                    }
                    Ok(())
                },
                &mut |_| Err(io::ErrorKind::BrokenPipe.into()),
            );
        assert!(matches!(closed, Err(RenderError::Output(_))));
        assert_eq!(made, 0);
    }

    #[test]
    fn a_failed_row_is_not_filtered_away() {
        for sort in ["", "n"] {
            let rows = [Ok(1), Err(anyhow!("gone")), Ok(2)];
            let error = selected(&options("n=2", sort, 9), rows).unwrap_err();
            assert!(matches!(error, RenderError::Row(error) if error.to_string() == "gone"));
        }
    }

    #[test]
    fn a_wrong_filter_or_order_is_found_without_a_row() {
        assert!(options("m=2", "n", 9).check(&COLUMNS).is_err());
        assert!(options("n=2", "m", 9).check(&COLUMNS).is_err());
        assert!(options("n=2", "n", 9).check(&COLUMNS).is_ok());
    }
}
