//! Where a DSM is.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// The address of a DSM: `https://HOST` or `https://HOST:PORT`. Without a scheme, HTTPS is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

/// A text is not an [`Address`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The address must be https://HOST or https://HOST:PORT, without a user, a path or a query."
)]
pub struct InvalidAddress;

impl Address {
    /// The URL of a path, which begins with a slash.
    pub(crate) fn of_path(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let text = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&text).map_err(|_| InvalidAddress)?;
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if url.scheme() == "https" && url.has_host() && is_bare {
            Ok(Self(url))
        } else {
            Err(InvalidAddress)
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, shown) in [
            ("https://dsm.example.com", "https://dsm.example.com"),
            ("https://dsm.example.com/", "https://dsm.example.com"),
            ("localhost:4445", "https://localhost:4445"),
            ("https://[::1]:4445", "https://[::1]:4445"),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), shown);
        }
        let address: Address = "localhost:4445".parse().unwrap();
        let url = address.of_path("/sys/v1/apps/a?b");
        assert_eq!(url.as_str(), "https://localhost:4445/sys/v1/apps/a%3Fb");
        for text in [
            "",
            "http://dsm.example.com",
            "https://",
            "https://user@dsm.example.com",
            "https://user:secret@dsm.example.com",
            "https://dsm.example.com/sys/v1",
            "https://dsm.example.com?a=b",
            "ftp://dsm.example.com",
            "a b",
        ] {
            assert_eq!(text.parse::<Address>(), Err(InvalidAddress), "{text}");
        }
    }
}
