//! Where a key manager listens: `host:port`, and several of them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use kmip::client::{Endpoint, InvalidEndpoint};

use crate::ground::{ErrorKind, Explain, Remedy};

/// A host and a port, as given: `amer.smartkey.io:5696`, `192.0.2.1:5696` or `[2001:db8::1]:5696`.
/// Two are equal when they differ only in the case of the host.
#[derive(Clone, Debug)]
pub struct Uri(Endpoint);

/// Why a text is not a [`Uri`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUri {
    /// `kmip://host:5696`
    #[error("URI must be HOST:PORT without a scheme, as in localhost:5696.")]
    Scheme,
    /// `2001:db8::1:5696` or `[localhost]:5696`
    #[error("URI must have its IPv6 address in brackets, as in [2001:db8::1]:5696.")]
    Brackets,
    /// `host`
    #[error("URI must end with a port, as in localhost:5696.")]
    NoPort,
    /// `host:0`, `host:65536` or `host:kmip`
    #[error("URI must end with a port from 1 to 65535, as in localhost:5696.")]
    Port,
    /// `:5696` or `a b:5696`
    #[error(
        "URI must begin with a host name of letters, digits, '-', '_' and '.', or an IP address, \
         as in localhost:5696."
    )]
    Host,
}

impl Uri {
    /// The longest host name in characters (RFC 1035, 2.3.4).
    const MAX_HOST: usize = 253;
    /// The longest part of a host name between dots, in characters (RFC 1035, 2.3.4).
    const MAX_LABEL: usize = 63;

    /// The host as given; an IPv6 address without its brackets.
    pub fn host(&self) -> &str {
        self.0.host()
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.0.port()
    }

    /// Whether its host is this machine, by its name or its address.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        let address: Option<IpAddr> = self.host().parse().ok();
        match address {
            Some(address) => address.is_loopback() || address.is_unspecified(),
            None => self.host().eq_ignore_ascii_case("localhost"),
        }
    }

    /// As the KMIP client takes it.
    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.0
    }
}

impl FromStr for Uri {
    type Err = InvalidUri;

    fn from_str(text: &str) -> Result<Self, InvalidUri> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidUri::Host);
        }
        let endpoint: Endpoint = text.parse().map_err(|reason| match reason {
            InvalidEndpoint::Scheme => InvalidUri::Scheme,
            InvalidEndpoint::NoPort => InvalidUri::NoPort,
            InvalidEndpoint::Port => InvalidUri::Port,
            InvalidEndpoint::Brackets => InvalidUri::Brackets,
            _ => InvalidUri::Host,
        })?;
        if fits_dns(endpoint.host()) {
            Ok(Self(endpoint))
        } else {
            Err(InvalidUri::Host)
        }
    }
}

/// Whether a host has the lengths that DNS allows; an IP address always has.
fn fits_dns(host: &str) -> bool {
    let label = |label: &str| (1..=Uri::MAX_LABEL).contains(&label.len());
    host.len() <= Uri::MAX_HOST && host.strip_suffix('.').unwrap_or(host).split('.').all(label)
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for Uri {
    fn eq(&self, other: &Self) -> bool {
        self.port() == other.port() && self.host().eq_ignore_ascii_case(other.host())
    }
}

impl Eq for Uri {}

/// The URIs of one KMIP server: at least one, none of them twice, in the order in which they are
/// tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uris(Vec<Uri>);

/// Why URIs are no [`Uris`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUris {
    /// There is none.
    #[error("At least one URI is needed.")]
    None,
    /// One is there twice.
    #[error("URI {0} is given twice. Give each once.")]
    Twice(Uri),
}

impl Explain for InvalidUris {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }

    fn remedy(&self) -> Option<Remedy> {
        matches!(self, Self::None).then_some(Remedy::GiveUri)
    }
}

impl Uris {
    /// In the order in which they are tried.
    pub fn iter(&self) -> std::slice::Iter<'_, Uri> {
        self.0.iter()
    }
}

impl TryFrom<Vec<Uri>> for Uris {
    type Error = InvalidUris;

    fn try_from(uris: Vec<Uri>) -> Result<Self, InvalidUris> {
        if uris.is_empty() {
            return Err(InvalidUris::None);
        }
        match uris
            .iter()
            .enumerate()
            .find(|(place, uri)| uris[..*place].contains(uri))
        {
            Some((_, uri)) => Err(InvalidUris::Twice(uri.clone())),
            None => Ok(Self(uris)),
        }
    }
}

impl<'a> IntoIterator for &'a Uris {
    type Item = &'a Uri;
    type IntoIter = std::slice::Iter<'a, Uri>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Joined by commas, as `purekmip list` shows them.
impl fmt::Display for Uris {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, uri) in self.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            uri.fmt(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn uris_that_the_array_takes() {
        let taken = [
            ("amer.smartkey.io:5696", "amer.smartkey.io", 5696),
            ("localhost:1", "localhost", 1),
            ("key_manager.example.:65535", "key_manager.example.", 65535),
            ("192.0.2.1:5696", "192.0.2.1", 5696),
            ("[::1]:5696", "::1", 5696),
            ("[2001:DB8::1]:5696", "2001:DB8::1", 5696),
        ];
        for (text, host, port) in taken {
            let uri: Uri = text.parse().unwrap();
            assert_eq!(
                (uri.to_string().as_str(), uri.host(), uri.port()),
                (text, host, port)
            );
        }
    }

    #[test]
    fn uris_that_the_array_refuses() {
        let long_label = format!("{}.io:5696", "a".repeat(64));
        let long_name = format!("{}a:5696", "a.".repeat(127));
        let refused = [
            ("localhost", InvalidUri::NoPort),
            ("[::1]", InvalidUri::NoPort),
            ("localhost:", InvalidUri::Port),
            ("localhost:0", InvalidUri::Port),
            ("localhost:65536", InvalidUri::Port),
            ("localhost:+1", InvalidUri::Port),
            ("localhost:5696/", InvalidUri::Port),
            ("[::1]5696", InvalidUri::Brackets),
            ("kmip://localhost:5696", InvalidUri::Scheme),
            ("https://localhost", InvalidUri::Scheme),
            ("2001:db8::1", InvalidUri::Brackets),
            ("2001:db8::1:5696", InvalidUri::Brackets),
            ("[localhost]:5696", InvalidUri::Brackets),
            ("[::1:5696", InvalidUri::Brackets),
            ("", InvalidUri::Host),
            (":5696", InvalidUri::Host),
            ("a b:5696", InvalidUri::Host),
            ("a..b:5696", InvalidUri::Host),
            ("user@host:5696", InvalidUri::Host),
            ("schlüssel.example:5696", InvalidUri::Host),
            (long_label.as_str(), InvalidUri::Host),
            (long_name.as_str(), InvalidUri::Host),
        ];
        for (text, reason) in refused {
            assert_eq!(text.parse::<Uri>(), Err(reason), "{text:?}");
        }
    }

    #[test]
    fn several_uris() {
        let uris = |texts: &[&str]| {
            Uris::try_from(
                texts
                    .iter()
                    .map(|t| t.parse().unwrap())
                    .collect::<Vec<Uri>>(),
            )
        };
        assert_eq!(
            uris(&["b:5696", "a:5696"]).unwrap().to_string(),
            "b:5696,a:5696"
        );
        assert_eq!(uris(&[]), Err(InvalidUris::None));
        let twice = uris(&["host:5696", "host:5697", "HOST:5696"]).unwrap_err();
        assert_eq!(
            twice.to_string(),
            "URI HOST:5696 is given twice. Give each once."
        );
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_read_back_as_it_is_shown(text in "\\PC{0,40}") {
            if let Ok(uri) = text.parse::<Uri>() {
                prop_assert_eq!(uri.to_string().parse::<Uri>(), Ok(uri));
            }
        }
    }
}
