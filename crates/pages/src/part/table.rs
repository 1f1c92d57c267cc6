//! A table.

use askama::Template;

use super::cell::Cell;
use crate::html::Html;

/// A table. On a narrow screen each row becomes a card, and each cell says its column.
#[derive(Clone, Debug)]
pub struct Table {
    caption: String,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    empty: String,
}

impl Table {
    /// With those columns. The caption is read out, not shown: the heading above says the same.
    pub fn new<C: Into<String>>(caption: &str, columns: impl IntoIterator<Item = C>) -> Self {
        Self {
            caption: caption.to_owned(),
            columns: columns.into_iter().map(C::into).collect(),
            rows: Vec::new(),
            empty: "Nothing.".to_owned(),
        }
    }

    /// With a further row; its first cell names it.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// With further rows.
    #[must_use]
    pub fn rows<R: IntoIterator<Item = Cell>>(self, rows: impl IntoIterator<Item = R>) -> Self {
        rows.into_iter().fold(self, Self::row)
    }

    /// What is said when there is no row.
    #[must_use]
    pub fn empty(mut self, text: &str) -> Self {
        text.clone_into(&mut self.empty);
        self
    }

    /// Whether the column holds numbers.
    fn is_number(&self, column: &usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(*column));
        cells.next().is_some_and(|cell| cell.is_number)
    }

    fn column(&self, index: &usize) -> &str {
        self.columns.get(*index).map_or("", String::as_str)
    }
}

#[derive(Template)]
#[template(path = "table.html")]
struct Rendered {
    table: Table,
}

impl From<Table> for Html {
    fn from(table: Table) -> Self {
        Self::of(&Rendered { table })
    }
}
