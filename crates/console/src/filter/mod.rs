//! `--filter "name='kmip*' and status!='imported'"`
//!
//! ```text
//! condition  = conjunction { "or" conjunction }
//! conjunction = negation { "and" negation }
//! negation   = "not" negation | "(" condition ")" | comparison
//! comparison = column ("=" | "!=" | "<" | "<=" | ">" | ">=") value
//! value      = 'text' | "text" | word          * in a text stands for anything
//! ```

mod compare;
mod lexer;
mod parser;

use crate::cell::Cell;
use crate::column::Column;
use crate::usage::UsageError;

use compare::Comparison;

/// A condition on the rows of a list.
pub(crate) struct Filter(Condition);

enum Condition {
    Compare(usize, Comparison),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

/// What is wrong with a filter, and at which byte of it.
struct Mistake {
    at: usize,
    reason: String,
}

impl Filter {
    pub(crate) fn parse(columns: &[Column], text: &str) -> Result<Self, UsageError> {
        let condition = lexer::tokens(text).and_then(|tokens| parser::parse(columns, &tokens));
        condition.map(Self).map_err(|mistake| {
            let before = &text[..mistake.at.min(text.len())];
            let column = before.chars().count() + 1;
            let blanks = " ".repeat(unicode_width::UnicodeWidthStr::width(before));
            UsageError(format!(
                "--filter, column {column}: {}\n  {text}\n  {blanks}^",
                mistake.reason
            ))
        })
    }

    pub(crate) fn accepts(&self, row: &[Cell]) -> bool {
        self.0.holds(row)
    }
}

impl Condition {
    fn holds(&self, row: &[Cell]) -> bool {
        match self {
            Self::Compare(position, comparison) => comparison.holds(&row[*position]),
            Self::Not(inner) => !inner.holds(row),
            Self::And(a, b) => a.holds(row) && b.holds(row),
            Self::Or(a, b) => a.holds(row) || b.holds(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: [Column; 2] = [Column::new("Name"), Column::new("Key Size")];

    fn accepts(filter: &str, name: &str, size: i64) -> bool {
        let filter = Filter::parse(&COLUMNS, filter).unwrap_or_else(|e| panic!("{e}"));
        filter.accepts(&[name.into(), size.into()])
    }

    #[test]
    fn conditions_combine() {
        assert!(accepts("name='a*' and key_size>=2048", "abc", 2048));
        assert!(!accepts("name='a*' and key_size>2048", "abc", 2048));
        assert!(accepts("not (name=b or name=c)", "a", 1));
        assert!(accepts("name=x or name=\"it's\"", "it's", 1));
        assert!(accepts("NAME!='B' AND \"Key Size\" < 10", "a", 9));
        assert!(accepts("key_size > 900", "a", 1000));
    }

    #[test]
    fn a_mistake_is_pointed_at() {
        let wrong = [
            ("name=", 6, "a value"),
            ("nme=1", 1, "There is no column 'nme'"),
            ("name='a", 6, "has no end"),
            ("name=a name=b", 8, "'and' or 'or'"),
            ("(name=a", 8, "')'"),
            ("name ~ a", 6, "'~'"),
            ("", 1, "a column"),
        ];
        for (text, column, reason) in wrong {
            let error = Filter::parse(&COLUMNS, text).err().unwrap().to_string();
            assert!(
                error.starts_with(&format!("--filter, column {column}: ")),
                "{error}"
            );
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn nesting_has_a_bound() {
        assert!(Filter::parse(&COLUMNS, &"(".repeat(100_000)).is_err());
        assert!(Filter::parse(&COLUMNS, &"not ".repeat(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[ nameorkyszt_='\"()<>!*a-z0-9é]{0,60}") {
            let _ = Filter::parse(&COLUMNS, &text);
        }
    }
}
