//! The names of accounts, groups, apps and keys.

use std::fmt;
use std::str::FromStr;

const MAX_LENGTH: usize = 64;

/// A name: 1 to 64 visible characters or blanks, neither first nor last a blank, no `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why a text is not a [`Name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Name must be 1 to 64 visible characters, without '/' and without a blank at either end.")]
pub struct InvalidName;

impl Name {
    /// The name as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let valid = (1..=MAX_LENGTH).contains(&text.chars().count())
            && text.trim() == text
            && text.chars().all(is_visible);
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}

/// Whether the character can be seen, so that two names that differ in it look different.
fn is_visible(c: char) -> bool {
    let is_format = matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    !c.is_control() && !is_format && c != '/' && (!c.is_whitespace() || c == ' ')
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_visible() {
        for name in ["a", "storage 1", "Zürich", "日本", &"x".repeat(64)] {
            assert_eq!(name.parse::<Name>().unwrap().as_str(), name);
        }
        let long = "x".repeat(65);
        for text in [
            "",
            " a",
            "a ",
            "a/b",
            "a\tb",
            "a\nb",
            "a\u{200b}b",
            "\u{202e}a",
            &long,
        ] {
            assert_eq!(text.parse::<Name>(), Err(InvalidName), "{text:?}");
        }
    }
}
