//! Which rows are printed, and in which order.

mod filter;
mod sort;

use filter::Filter;
use sort::Order;

use crate::error::usage::UsageError;
use crate::list::cell::Cell;
use crate::list::column::Column;
use crate::list::options::OutputOptions;
use crate::list::rows::Rows;

/// A filter, an order and a limit.
pub(crate) struct Selection {
    filter: Option<Filter>,
    order: Order,
    limit: usize,
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
        })
    }

    /// Hands the selected rows to `print`: one by one as they come, unless they have to be sorted.
    pub(crate) fn apply<T>(
        &self,
        rows: Rows<'_>,
        print: impl FnOnce(Rows<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut wanted = rows.filter(|row| row.as_ref().map_or(true, |cells| self.accepts(cells)));
        if self.order.is_empty() {
            return print(&mut wanted.take(self.limit));
        }
        let mut sorted = wanted.by_ref().collect::<anyhow::Result<Vec<_>>>()?;
        sorted.sort_by(|a, b| self.order.compare(a, b));
        print(&mut sorted.into_iter().take(self.limit).map(Ok))
    }

    fn accepts(&self, cells: &[Cell]) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|filter| filter.accepts(cells))
    }
}

impl OutputOptions {
    /// Whether the filter and the order fit these columns. [`emit`](crate::emit) checks by itself
    /// before it prints; a command that changes something and then prints it checks first, lest the
    /// change be made and the command line turn out to be wrong.
    ///
    /// # Errors
    /// When the filter or the order is wrong.
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
    ) -> anyhow::Result<Vec<i64>> {
        let mut rows = rows
            .into_iter()
            .map(|number| Ok(vec![Cell::Integer(number?)]));
        let number = |row: anyhow::Result<Vec<Cell>>| match row?[..] {
            [Cell::Integer(number)] => Ok(number),
            ref other => Err(anyhow!("{other:?}")),
        };
        Selection::parse(&COLUMNS, options)?.apply(&mut rows, |rows| rows.map(number).collect())
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
    }

    #[test]
    fn a_failed_row_is_not_filtered_away() {
        for sort in ["", "n"] {
            let rows = [Ok(1), Err(anyhow!("gone")), Ok(2)];
            let error = selected(&options("n=2", sort, 9), rows).unwrap_err();
            assert_eq!(error.to_string(), "gone");
        }
    }

    #[test]
    fn a_wrong_filter_or_order_is_found_without_a_row() {
        assert!(options("m=2", "n", 9).check(&COLUMNS).is_err());
        assert!(options("n=2", "m", 9).check(&COLUMNS).is_err());
        assert!(options("n=2", "n", 9).check(&COLUMNS).is_ok());
    }
}
