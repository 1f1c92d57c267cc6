//! A condition on a row.

use super::compare::Comparison;
use crate::list::cell::CellRef;

/// Comparisons, and what combines them.
pub(super) enum Condition {
    /// The cell of that column, compared.
    Compare(usize, Comparison),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    pub(super) fn holds(&self, row: &[CellRef<'_>]) -> bool {
        match self {
            Self::Compare(position, comparison) => comparison.holds(row[*position]),
            Self::Not(inner) => !inner.holds(row),
            Self::All(parts) => parts.iter().all(|part| part.holds(row)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(row)),
        }
    }
}
