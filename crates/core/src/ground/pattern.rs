//! Names with wildcards, as `list` takes them.

use std::fmt;
use std::str::FromStr;

use wildmatch::WildMatchPattern;

use super::name::ObjectName;

/// A text in which `*` matches any characters, and no character matches a single one: no name holds a
/// NUL.
type Wildcard = WildMatchPattern<'*', '\0'>;

/// A name, or one in which `*` matches any number of characters. Case does not matter.
#[derive(Clone, Debug)]
pub enum NamePattern {
    /// One object.
    Name(ObjectName),
    /// All objects whose names fit: letters, digits, `-`, `_` and at least one `*`.
    Wild(String),
}

/// A text is neither a name nor a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Name must be 1 to 63 letters, digits, '-' or '_', and begin and end with a letter or a digit; \
     '*' matches any characters."
)]
pub struct InvalidPattern;

impl NamePattern {
    /// Fits every name.
    pub fn all() -> Self {
        Self::Wild("*".to_owned())
    }

    /// The name, when it has no wildcard.
    pub fn as_name(&self) -> Option<&ObjectName> {
        match self {
            Self::Name(name) => Some(name),
            Self::Wild(_) => None,
        }
    }

    /// Whether `name` fits.
    pub fn matches(&self, name: &ObjectName) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Wild(wild) => Wildcard::new_case_insensitive(wild).matches(name.as_str()),
        }
    }

    /// As the right side of `LIKE ... ESCAPE '\'` in SQLite.
    pub fn to_like(&self) -> String {
        self.to_string().replace('_', "\\_").replace('*', "%")
    }
}

impl FromStr for NamePattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, InvalidPattern> {
        if let Ok(name) = text.parse() {
            return Ok(Self::Name(name));
        }
        let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'*');
        let valid =
            text.len() <= ObjectName::MAX_LEN && text.contains('*') && text.bytes().all(letter);
        if valid {
            Ok(Self::Wild(text.to_owned()))
        } else {
            Err(InvalidPattern)
        }
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Wild(wild) => f.write_str(wild),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        pattern
            .parse::<NamePattern>()
            .unwrap()
            .matches(&name.parse().unwrap())
    }

    #[test]
    fn what_a_star_stands_for() {
        assert!(matches("*", "a"));
        assert!(matches("cert*", "cert"));
        assert!(matches("*_4", "CERT_4"));
        assert!(matches("c*t*4", "cert_4"));
        assert!(!matches("ab*ba", "aba"), "prefix and suffix do not overlap");
        assert!(!matches("cert_*", "certs4"), "_ is a letter like any other");
        assert!(!matches("*x*", "cert"));
    }

    #[test]
    fn what_is_no_pattern() {
        for text in ["", "-a", "a.b", "a*.b", "a%", &"*".repeat(64)] {
            assert!(text.parse::<NamePattern>().is_err(), "{text:?}");
        }
    }

    /// The definition, letter by letter.
    fn fits(pattern: &[u8], name: &[u8]) -> bool {
        match (pattern.first(), name.first()) {
            (None, None) => true,
            (Some(b'*'), _) => {
                fits(&pattern[1..], name) || (!name.is_empty() && fits(pattern, &name[1..]))
            }
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b) && fits(&pattern[1..], &name[1..]),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn patterns_fit_as_defined_and_as_in_the_database(
            pattern in "[abA_*]{0,6}\\*[ab_*]{0,3}",
            name in "[abAB]([ab_]{0,8}[ab])?",
        ) {
            let expected = fits(pattern.as_bytes(), name.as_bytes());
            let parsed: NamePattern = pattern.parse().unwrap();
            prop_assert_eq!(parsed.matches(&name.parse().unwrap()), expected);
            let database = rusqlite::Connection::open_in_memory().unwrap();
            let like: bool = database
                .query_row("SELECT ?1 LIKE ?2 ESCAPE '\\'", [name, parsed.to_like()], |row| row.get(0))
                .unwrap();
            prop_assert_eq!(like, expected);
        }
    }
}
