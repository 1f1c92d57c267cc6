//! Which columns are printed: those of `--columns`, or all.

use std::borrow::Cow;

use super::cell::CellRef;
use super::column::{Column, position};
use super::options::OutputOptions;
use crate::error::usage::UsageError;

/// The columns that are printed, in their order; `None` for all as they are.
pub(crate) struct Projection(Option<Vec<usize>>);

impl Projection {
    /// What the options ask for.
    ///
    /// # Errors
    /// When there is no such column.
    pub(crate) fn parse(columns: &[Column], options: &OutputOptions) -> Result<Self, UsageError> {
        let position = |name: &str| position(columns, name).map_err(UsageError);
        let chosen = if options.only_names {
            Some(vec![position("name")?])
        } else if options.columns.is_empty() {
            None
        } else {
            let names = options.columns.iter();
            Some(names.map(|name| position(name)).collect::<Result<_, _>>()?)
        };
        Ok(Self(chosen))
    }

    /// The columns that are printed.
    pub(crate) fn columns<'a>(&self, all: &'a [Column]) -> Cow<'a, [Column]> {
        match &self.0 {
            None => Cow::Borrowed(all),
            Some(chosen) => chosen.iter().map(|&index| all[index]).collect(),
        }
    }

    /// Their cells in a row.
    pub(crate) fn cells<'a, 'row>(&self, row: &'a [CellRef<'row>]) -> Cow<'a, [CellRef<'row>]> {
        match &self.0 {
            None => Cow::Borrowed(row),
            Some(chosen) => chosen.iter().map(|&index| row[index]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] = [Column::new("Name"), Column::new("Valid To")];

    fn titles(options: &OutputOptions) -> Result<Vec<&'static str>, UsageError> {
        let projection = Projection::parse(&COLUMNS, options)?;
        let columns = projection.columns(&COLUMNS);
        Ok(columns.iter().map(|column| column.title).collect())
    }

    fn chosen(names: &[&str]) -> OutputOptions {
        OutputOptions {
            columns: names.iter().map(|&name| name.to_owned()).collect(),
            ..OutputOptions::default()
        }
    }

    #[test]
    fn columns_come_in_the_order_asked_for() {
        assert_eq!(titles(&chosen(&[])).unwrap(), ["Name", "Valid To"]);
        assert_eq!(
            titles(&chosen(&["valid_to", "NAME"])).unwrap(),
            ["Valid To", "Name"]
        );
        assert!(titles(&chosen(&["nonsense"])).is_err());
    }

    #[test]
    fn a_row_follows_its_columns() {
        let projection = Projection::parse(&COLUMNS, &chosen(&["valid_to"])).unwrap();
        let row = [CellRef::Text("one"), CellRef::Integer(2)];
        let cells = projection.cells(&row);
        assert!(matches!(cells.as_ref(), [CellRef::Integer(2)]));
    }
}
