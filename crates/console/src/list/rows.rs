//! The rows of a list.

use super::cell::Cell;

/// The rows of a list, as they come: each has a cell for every column.
pub(crate) type Rows<'a> = &'a mut dyn Iterator<Item = anyhow::Result<Vec<Cell>>>;
