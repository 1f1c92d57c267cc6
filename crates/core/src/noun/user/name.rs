//! The names of users.

use std::fmt;
use std::str::FromStr;

/// The name of a user: 1 to 32 lower-case letters, digits, `-` and `_`, beginning with a letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UserName(String);

/// A text is not a [`UserName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "User name must be 1 to 32 lower-case letters, digits, '-' or '_', and begin with a letter."
)]
pub struct InvalidUserName;

impl UserName {
    /// The longest name, in characters.
    pub const MAX_LEN: usize = 32;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserName {
    type Err = InvalidUserName;

    fn from_str(text: &str) -> Result<Self, InvalidUserName> {
        let letter =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
        let valid = text.len() <= Self::MAX_LEN
            && text.bytes().all(letter)
            && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidUserName)
        }
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_array_takes_and_refuses() {
        for name in ["pureuser", "a", "anna-2_x", &"x".repeat(32)] {
            assert_eq!(name.parse::<UserName>().unwrap().as_str(), name);
        }
        for name in ["", "Anna", "2a", "-a", "a b", "a@b", "ä", &"x".repeat(33)] {
            assert_eq!(name.parse::<UserName>(), Err(InvalidUserName), "{name:?}");
        }
    }
}
