//! `--filter "name='kmip*' and status!='imported'"`
//!
//! ```text
//! condition   = conjunction { "or" conjunction }
//! conjunction = negation { "and" negation }
//! negation    = "not" negation | "(" condition ")" | comparison
//! comparison  = column ("=" | "!=" | "<" | "<=" | ">" | ">=") value
//! column      = word | quoted              the title or the name of a column
//! value       = word | quoted              with = and !=, * matches any characters
//! quoted      = "'" text "'" | '"' text '"'      the quote itself is doubled within
//! ```
//!
//! Case does not count. Numbers, sizes (`512G`) and times (`2030`, `2030-01`, `2030-01-31`,
//! `'2030-01-31 12:00:00'`) are compared by value.

mod compare;
mod condition;
mod error;
mod lexer;
mod parser;
mod value;

use condition::Condition;

use crate::error::usage::UsageError;
use crate::list::cell::CellRef;
use crate::list::column::Column;

/// A condition on the rows of a list.
pub(crate) struct Filter(Condition);

impl Filter {
    pub(crate) fn parse(columns: &[Column], text: &str) -> Result<Self, UsageError> {
        let condition = lexer::tokens(text).and_then(|tokens| parser::parse(columns, &tokens));
        condition.map(Self).map_err(|error| error.pointed_at(text))
    }

    pub(crate) fn accepts(&self, row: &[CellRef<'_>]) -> bool {
        self.0.holds(row)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: [Column; 2] = [Column::new("Name"), Column::number("Key Size")];

    fn accepts(filter: &str, name: &str, size: i64) -> bool {
        let filter = Filter::parse(&COLUMNS, filter).unwrap_or_else(|e| panic!("{e}"));
        filter.accepts(&[CellRef::Text(name), CellRef::Integer(size)])
    }

    #[test]
    fn conditions_combine() {
        assert!(accepts("name='a*' and key_size>=2048", "abc", 2048));
        assert!(!accepts("name='a*' and key_size>2048", "abc", 2048));
        assert!(accepts("not (name=b or name=c)", "a", 1));
        assert!(!accepts("not name=b and not name=a", "a", 1));
        assert!(accepts("name=x or name=\"it's\"", "it's", 1));
        assert!(accepts("NAME!='B' AND \"Key Size\" < 10", "a", 9));
        assert!(accepts("key_size > 900", "a", 1000));
    }

    #[test]
    fn and_binds_before_or() {
        assert!(accepts("name=a or name=b and key_size=1", "a", 2));
        assert!(!accepts("(name=a or name=b) and key_size=1", "a", 2));
    }

    #[test]
    fn a_quote_is_doubled_within_quotes() {
        assert!(accepts("name='it''s \"it\"'", "it's \"it\"", 1));
    }

    #[test]
    fn an_error_is_pointed_at() {
        let wrong = [
            ("name=", 6, "a value"),
            ("nme=1", 1, "There is no column 'nme'"),
            ("name='a", 6, "has no end"),
            ("name='a''", 6, "has no end"),
            ("name=a name=b", 8, "'and' or 'or'"),
            ("(name=a", 8, "')'"),
            ("name=a)", 7, "'and' or 'or'"),
            ("name a", 6, "one of ="),
            ("name ~ a", 6, "'~'"),
            ("name ! a", 6, "'!='"),
            ("", 1, "a column"),
            ("key_size > abc", 12, "key_size is compared with a number"),
            ("name=a or key_size<='4 or 5'", 21, "'4 or 5' is not one"),
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
    fn the_mark_stands_under_the_error() {
        let error = Filter::parse(&COLUMNS, "name='日本'\nand x=1")
            .err()
            .unwrap();
        assert_eq!(
            error.to_string(),
            "--filter, column 15: There is no column 'x'. The columns are name, key_size.\n  \
             name='日本' and x=1\n                  ^"
        );
    }

    #[test]
    fn nesting_has_a_bound_and_length_has_none() {
        assert!(Filter::parse(&COLUMNS, &"(".repeat(100_000)).is_err());
        assert!(Filter::parse(&COLUMNS, &"not ".repeat(100_000)).is_err());
        for operator in ["or", "and"] {
            let long = format!("name=a {operator} ").repeat(20_000) + "name=a";
            assert!(accepts(&long, "a", 1));
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[ nameorkyszt_='\"()<>!*a-z0-9é\n]{0,60}") {
            let _ = Filter::parse(&COLUMNS, &text);
        }

        #[test]
        fn no_words_panic(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "name", "key_size", "=", "!=", "<=", "(", ")", "not", "and", "or", "'a*'", "7",
                    "é", "\"", "'",
                ]),
                0..12,
            ),
            name in any::<String>(),
        ) {
            if let Ok(filter) = Filter::parse(&COLUMNS, &words.join(" ")) {
                let row = [CellRef::Text(&name), CellRef::Integer(7)];
                let not = Filter::parse(&COLUMNS, &format!("not ({})", words.join(" ")));
                prop_assert_ne!(filter.accepts(&row), not.ok().unwrap().accepts(&row));
            }
        }
    }
}
