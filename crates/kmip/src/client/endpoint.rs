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

/// Why a text is no [`Endpoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// As in `::1:5696`.
    #[error("an IPv6 address stands in brackets: write [address]:port")]
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
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
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
        let host = match host.strip_prefix('[').map(|rest| rest.strip_suffix(']')) {
            Some(Some(address)) if address.parse::<Ipv6Addr>().is_ok() => address,
            Some(_) => return Err(InvalidEndpoint::Brackets),
            None if host.contains(':') => return Err(InvalidEndpoint::Brackets),
            None => host,
        };
        if host.is_empty() {
            return Err(InvalidEndpoint::NoHost);
        }
        let port = port.parse().map_err(|_| InvalidEndpoint::Port)?;
        Ok(Self::new(host, port))
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
