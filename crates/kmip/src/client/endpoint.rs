//! Where a server listens.

use std::fmt;
use std::net::Ipv6Addr;
use std::num::NonZeroU16;
use std::str::FromStr;

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    host: String,
    port: NonZeroU16,
}

/// Why a text is not an [`Endpoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidEndpoint {
    /// As in `https://host:5696`.
    #[error("a scheme is not part of it: write host:port")]
    Scheme,
    /// As in `host`.
    #[error("the port is missing: write host:port")]
    NoPort,
    /// As in `host:0`.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// As in `:5696`.
    #[error("the host is missing: write host:port")]
    NoHost,
    /// As in `a b:5696`.
    #[error("the host must be a name of letters, digits, '-', '_' and '.', or an IP address")]
    Host,
    /// As in `::1:5696`.
    #[error("an IPv6 address must be in brackets: write [address]:port")]
    Brackets,
}

impl Endpoint {
    /// The endpoint of that host, an IPv6 address without brackets, and port.
    pub fn new(host: impl Into<String>, port: NonZeroU16) -> Self {
        Self {
            host: host.into(),
            port,
        }
    }

    /// The host, an IPv6 address without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port.get()
    }
}

impl FromStr for Endpoint {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, InvalidEndpoint> {
        if text.contains("://") {
            return Err(InvalidEndpoint::Scheme);
        }
        let (host, port) = text.rsplit_once(':').ok_or(InvalidEndpoint::NoPort)?;
        if text.ends_with(']') {
            return Err(InvalidEndpoint::NoPort);
        }
        let host = match host.strip_prefix('[').map(|rest| rest.strip_suffix(']')) {
            Some(Some(address)) if address.parse::<Ipv6Addr>().is_ok() => address,
            Some(_) => return Err(InvalidEndpoint::Brackets),
            None if host.contains(':') => return Err(InvalidEndpoint::Brackets),
            None => plain(host)?,
        };
        // The parser of numbers would also accept a sign.
        let digits = port.bytes().all(|byte| byte.is_ascii_digit());
        let port = port.parse().ok().filter(|_| digits);
        Ok(Self::new(host, port.ok_or(InvalidEndpoint::Port)?))
    }
}

/// A host name (RFC 1123, section 2.1, and the underscore that some use) or an IPv4 address.
fn plain(host: &str) -> Result<&str, InvalidEndpoint> {
    let is_named = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    match host {
        "" => Err(InvalidEndpoint::NoHost),
        host if host.bytes().all(is_named) => Ok(host),
        _ => Err(InvalidEndpoint::Host),
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_addresses_are_read_as_they_are_written() {
        for (text, host, port) in [
            ("amer.smartkey.io:5696", "amer.smartkey.io", 5696),
            ("key_manager:1", "key_manager", 1),
            ("192.0.2.1:65535", "192.0.2.1", 65535),
            ("[2001:db8::1]:5696", "2001:db8::1", 5696),
        ] {
            let endpoint: Endpoint = text.parse().unwrap();
            assert_eq!((endpoint.host(), endpoint.port()), (host, port));
            assert_eq!(endpoint.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_with_its_reason() {
        for (text, reason) in [
            ("https://localhost:5696", InvalidEndpoint::Scheme),
            ("localhost", InvalidEndpoint::NoPort),
            ("[::1]", InvalidEndpoint::NoPort),
            ("localhost:", InvalidEndpoint::Port),
            ("localhost:0", InvalidEndpoint::Port),
            ("localhost:65536", InvalidEndpoint::Port),
            ("localhost:+5696", InvalidEndpoint::Port),
            ("localhost:kmip", InvalidEndpoint::Port),
            (":5696", InvalidEndpoint::NoHost),
            ("a b:5696", InvalidEndpoint::Host),
            ("me@localhost:5696", InvalidEndpoint::Host),
            ("::1:5696", InvalidEndpoint::Brackets),
            ("::1", InvalidEndpoint::Brackets),
            ("[localhost]:5696", InvalidEndpoint::Brackets),
            ("[::1:5696", InvalidEndpoint::Brackets),
        ] {
            assert_eq!(text.parse::<Endpoint>(), Err(reason), "{text}");
        }
    }
}
