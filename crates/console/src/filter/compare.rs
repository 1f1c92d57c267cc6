//! One comparison of a filter.

use std::cmp::Ordering;

use crate::cell::Cell;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// A column compared with a value, without case; numbers, sizes and times by value.
pub(super) struct Comparison {
    operator: Operator,
    value: String,
}

impl Comparison {
    pub(super) fn new(operator: Operator, value: &str) -> Self {
        Self {
            operator,
            value: value.to_lowercase(),
        }
    }

    pub(super) fn holds(&self, cell: &Cell) -> bool {
        match self.operator {
            Operator::Equal => self.equals(cell),
            Operator::NotEqual => !self.equals(cell),
            Operator::Less => self.order(cell) == Ordering::Less,
            Operator::AtMost => self.order(cell) != Ordering::Greater,
            Operator::Greater => self.order(cell) == Ordering::Greater,
            Operator::AtLeast => self.order(cell) != Ordering::Less,
        }
    }

    fn equals(&self, cell: &Cell) -> bool {
        matches(&self.value, &cell.text(false).to_lowercase())
            || self.value == cell.text(true).to_lowercase()
    }

    /// The order of the cell to the value.
    fn order(&self, cell: &Cell) -> Ordering {
        let number = |number: i128| {
            self.value
                .parse::<i128>()
                .ok()
                .map(|value| number.cmp(&value))
        };
        let by_value = match cell {
            Cell::Integer(value) => number((*value).into()),
            Cell::Bytes(value) => number((*value).into()),
            Cell::Time(time) => number(time.as_millisecond().into()),
            _ => None,
        };
        by_value.unwrap_or_else(|| cell.text(false).to_lowercase().cmp(&self.value))
    }
}

/// Whether `text` is what `pattern` says, in which `*` stands for anything. Linear in both lengths
/// for one star, and never worse than their product.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && pattern[p] == text[t] {
            p += 1;
            t += 1;
        } else if let Some((star_at, matched)) = star {
            p = star_at + 1;
            t = matched + 1;
            star = Some((star_at, t));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text) in [
            ("*", ""),
            ("a*c", "abbc"),
            ("*b*", "abc"),
            ("a**", "a"),
            ("*ab", "aab"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("a*c", "abb"), ("b*", "ab"), ("a", "A")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
