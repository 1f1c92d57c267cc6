//! The names of accounts, groups, apps and keys.

use std::fmt;
use std::str::FromStr;

/// A name: 1 to 64 visible characters or blanks, neither first nor last a blank, no `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why a text is no [`Name`].
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
        let visible = |c: char| !c.is_control() && c != '/' && (!c.is_whitespace() || c == ' ');
        let valid = (1..=64).contains(&text.chars().count())
            && text.trim() == text
            && text.chars().all(visible);
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
