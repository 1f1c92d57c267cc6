//! One comparison of a filter.

use std::cmp::Ordering;

use jiff::Timestamp;
use wildmatch::WildMatchPattern;

use super::value;
use crate::list::cell::{CellRef, text_order};
use crate::list::column::{Column, Kind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// A text in which `*` matches any characters, and no character matches a single one: no argument of
/// a command holds a NUL.
type Wildcard = WildMatchPattern<'*', '\0'>;

/// A column compared with a value, without regard to case; numbers, sizes and times by value.
pub(super) struct Comparison {
    operator: Operator,
    text: String,
    wildcard: Wildcard,
    number: Option<i128>,
    time: Option<Timestamp>,
}

impl Comparison {
    pub(super) fn new(operator: Operator, text: &str) -> Self {
        Self {
            operator,
            text: text.to_owned(),
            wildcard: Wildcard::new_case_insensitive(text),
            number: value::number(text),
            time: value::time(text),
        }
    }

    /// Whether the cells of that column can be less or greater than the value: otherwise no row would
    /// ever fit. Equal to it some may be shown.
    pub(super) fn check(&self, column: &Column) -> Result<(), String> {
        if matches!(self.operator, Operator::Equal | Operator::NotEqual) {
            return Ok(());
        }
        let (is_one, example) = match column.kind {
            Kind::Text | Kind::Mixed => return Ok(()),
            Kind::Number => (self.number.is_some(), "number, such as 2048"),
            Kind::Size => (self.number.is_some(), "size, such as 512G"),
            Kind::Time => (self.time.is_some(), "time, such as 2030-01-31"),
        };
        if is_one {
            return Ok(());
        }
        let (key, text) = (column.key(), &self.text);
        Err(format!(
            "{key} is compared with a {example}; '{text}' is not one."
        ))
    }

    pub(super) fn holds(&self, cell: CellRef<'_>) -> bool {
        match self.operator {
            Operator::Equal => self.equals(cell),
            Operator::NotEqual => !self.equals(cell),
            Operator::Less => self.order(cell).is_some_and(Ordering::is_lt),
            Operator::AtMost => self.order(cell).is_some_and(Ordering::is_le),
            Operator::Greater => self.order(cell).is_some_and(Ordering::is_gt),
            Operator::AtLeast => self.order(cell).is_some_and(Ordering::is_ge),
        }
    }

    /// Whether the cell has the value, or is shown as it, formatted or raw. What is not set is both
    /// `-` and the empty text.
    fn equals(&self, cell: CellRef<'_>) -> bool {
        match cell {
            CellRef::Text(text) => self.wildcard.matches(text),
            CellRef::Unset => self.wildcard.matches("-") || self.text.is_empty(),
            _ => {
                self.order(cell) == Some(Ordering::Equal)
                    || self.wildcard.matches(&cell.text(false))
                    || self.wildcard.matches(&cell.text(true))
            }
        }
    }

    /// The order of the cell to the value, when they can be compared: a number is neither less nor
    /// greater than a text, nor is what is not set.
    fn order(&self, cell: CellRef<'_>) -> Option<Ordering> {
        match cell {
            CellRef::Integer(_) | CellRef::Bytes(_) => Some(cell.number()?.cmp(&self.number?)),
            CellRef::Time(time) => Some(time.cmp(&self.time?)),
            CellRef::Text(text) => Some(text_order(text, &self.text)),
            CellRef::Boolean(_) | CellRef::Unset | CellRef::Empty => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::cell::Cell;

    fn holds(cell: &Cell, operator: Operator, text: &str) -> bool {
        Comparison::new(operator, text).holds(cell.borrow())
    }

    #[test]
    fn sizes_compare_by_value() {
        let size = Cell::Bytes(512 << 30);
        assert!(holds(&size, Operator::Equal, "512g"));
        assert!(holds(&size, Operator::Equal, "512.00G"));
        assert!(holds(&size, Operator::Equal, "549755813888"));
        assert!(holds(&size, Operator::Less, "1T"));
        assert!(holds(&size, Operator::AtLeast, "512G"));
        assert!(!holds(&size, Operator::Greater, "0.5T"));
    }

    #[test]
    fn times_compare_by_value() {
        let time = Cell::Time("2024-02-29T06:01:39Z".parse().unwrap());
        assert!(holds(&time, Operator::Less, "2030"));
        assert!(holds(&time, Operator::Greater, "2024-02-29"));
        assert!(holds(&time, Operator::Equal, "2024-02-29*"));
        assert!(holds(&time, Operator::Equal, "2024-02-29 06:01:39 utc"));
        assert!(holds(&time, Operator::Equal, "1709186499000"));
        assert!(!holds(&time, Operator::Less, "soon"));
        assert!(!holds(&time, Operator::AtLeast, "soon"));
    }

    #[test]
    fn what_is_not_set_is_neither_less_nor_greater() {
        for text in ["-", "", "*"] {
            assert!(holds(&Cell::Unset, Operator::Equal, text));
        }
        assert!(holds(&Cell::Empty, Operator::Equal, ""));
        assert!(holds(&Cell::Unset, Operator::NotEqual, "US"));
        assert!(!holds(&Cell::Unset, Operator::Less, "US"));
        assert!(!holds(&Cell::Unset, Operator::AtLeast, "US"));
    }

    #[test]
    fn texts_compare_without_regard_to_case() {
        let name = Cell::from("Zürich");
        assert!(holds(&name, Operator::Equal, "ZÜRICH"));
        assert!(holds(&name, Operator::Greater, "bern"));
        assert!(holds(&Cell::Boolean(true), Operator::Equal, "true"));
        assert!(holds(&Cell::Boolean(true), Operator::NotEqual, "False"));
    }
}
