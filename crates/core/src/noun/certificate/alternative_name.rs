//! Subject alternative names (RFC 5280, 4.2.1.6): host names and IP addresses.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::subject::CommonName;

/// A host name or an IP address that a certificate is also good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlternativeName {
    /// A dNSName: 1 to 253 letters, digits, `-`, `_`, `.` and `*`.
    Dns(String),
    /// An iPAddress.
    Ip(IpAddr),
}

/// A text is neither a host name nor an IP address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a host name or an IP address")]
pub struct InvalidAlternativeName;

impl FromStr for AlternativeName {
    type Err = InvalidAlternativeName;

    fn from_str(text: &str) -> Result<Self, InvalidAlternativeName> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Ip(address));
        }
        let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'*');
        let valid = (1..=253).contains(&text.len())
            && text.bytes().all(letter)
            && text.split('.').all(|label| (1..=63).contains(&label.len()));
        if valid {
            Ok(Self::Dns(text.to_owned()))
        } else {
            Err(InvalidAlternativeName)
        }
    }
}

impl fmt::Display for AlternativeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => f.write_str(name),
            Self::Ip(address) => address.fmt(f),
        }
    }
}

impl AlternativeName {
    /// The name that a certificate has when none is given: its common name, as in the documented
    /// certificate. A common name that is not a host name (it has blanks, or letters beyond ASCII)
    /// makes no alternative name, because a dNSName cannot hold it.
    pub fn defaults(common_name: Option<&CommonName>) -> Vec<Self> {
        common_name
            .and_then(|name| name.as_ref().parse().ok())
            .into_iter()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses() {
        for text in [
            "e003132d-6d58-4e7e-a781-03fc5d8c7c21",
            "ct0.example.com",
            "*.example.com",
        ] {
            assert_eq!(text.parse(), Ok(AlternativeName::Dns(text.to_owned())));
        }
        assert!(matches!(
            "::1".parse(),
            Ok(AlternativeName::Ip(IpAddr::V6(_)))
        ));
        for text in [
            "",
            "a b",
            "a..b",
            ".",
            "ä",
            "a,b",
            "http://a",
            &"a".repeat(64),
        ] {
            assert_eq!(
                text.parse::<AlternativeName>(),
                Err(InvalidAlternativeName),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_common_name_with_blanks_makes_none() {
        let name: CommonName = "My Array".parse().unwrap();
        assert_eq!(AlternativeName::defaults(Some(&name)), []);
        assert_eq!(AlternativeName::defaults(None), []);
    }
}
