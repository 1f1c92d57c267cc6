//! The names of objects: certificates, KMIP servers, arrays.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The name of an object: 1 to 63 characters, letters, digits, `-` and `_`, the first and the last
/// a letter or a digit. Names differ only by more than their case; they are shown as first given.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObjectName(String);

/// Why a text is not an [`ObjectName`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Name must be 1 to 63 letters, digits, '-' or '_', and begin and end with a letter or a digit."
)]
pub struct InvalidName;

impl ObjectName {
    /// The longest name, in characters.
    pub const MAX_LEN: usize = 63;

    /// The name as it was first given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ObjectName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let bytes = text.as_bytes();
        let inner = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let edge = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let valid = bytes.len() <= Self::MAX_LEN
            && edge(bytes.first())
            && edge(bytes.last())
            && bytes.iter().all(inner);
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ObjectName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<ObjectName> for String {
    fn from(name: ObjectName) -> Self {
        name.0
    }
}

impl std::hash::Hash for ObjectName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_ascii_lowercase().hash(state);
    }
}

impl PartialEq for ObjectName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for ObjectName {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_array_takes() {
        for name in ["a", "cert_4", "kmip-srvr", "0", &"x".repeat(63)] {
            assert_eq!(name.parse::<ObjectName>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn names_that_the_array_refuses() {
        for name in ["", "-a", "a_", "a b", "a.b", "ä", "a*", &"x".repeat(64)] {
            assert_eq!(name.parse::<ObjectName>(), Err(InvalidName), "{name:?}");
        }
    }

    #[test]
    fn case_does_not_tell_names_apart() {
        assert_eq!(
            "Cert_4".parse::<ObjectName>().unwrap(),
            "cert_4".parse().unwrap()
        );
    }
}
