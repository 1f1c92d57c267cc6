//! Faults on the way to a TLS connection.

use std::io;
use std::time::Duration;

use kmip::client::Alert;

use crate::ground::{ErrorKind, Explain, Remedy};

/// Why there is no TLS connection to the key manager.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ConnectionFault {
    /// The name has no address.
    #[error("{host} does not resolve.")]
    Unresolved {
        /// The name.
        host: String,
    },
    /// The resolver does not respond.
    #[error(
        "no response from DNS about {host} within {} seconds. Check the DNS servers.",
        .within.as_secs()
    )]
    ResolverSilent {
        /// The name.
        host: String,
        /// How long it was waited for.
        within: Duration,
    },
    /// Nothing listens there.
    #[error("connection refused.")]
    Refused,
    /// Nobody responds.
    #[error(
        "no response within {} seconds. Check the address, and the firewalls on the way.",
        .within.as_secs()
    )]
    Silent {
        /// How long it was waited for.
        within: Duration,
    },
    /// The network failed otherwise.
    #[error("{0}. Check the array's network and the address.")]
    Network(io::ErrorKind),
    /// It connects, and does not respond to the handshake.
    #[error(
        "no response to the TLS handshake within {} seconds. Check that the port is the one of the \
         key manager's KMIP service.",
        .within.as_secs()
    )]
    HandshakeSilent {
        /// How long it was waited for.
        within: Duration,
    },
    /// It speaks something else.
    #[error("what listens there speaks {0}, not TLS.")]
    NotTls(OtherProtocol),
    /// It closes the connection during the handshake.
    #[error(
        "the connection was closed during the TLS handshake. Check that the port is the one of the \
         key manager's KMIP service, and that it admits the array's address."
    )]
    Closed,
    /// alert protocol_version
    #[error("the key manager speaks neither TLS 1.2 nor TLS 1.3. Enable one of them there.")]
    NoCommonVersion,
    /// alert handshake_failure or insufficient_security before the server showed itself
    #[error(
        "no cipher suite in common: the key manager offers only CBC or RSA key exchange, and this \
         array speaks AEAD suites with ECDHE only. A real array may well connect; enable \
         ECDHE with AES-GCM on the key manager."
    )]
    NoCommonCipher,
    /// alert unrecognized_name
    #[error("the key manager serves no host {host}. Use one of its own names in the URI.")]
    UnknownHost {
        /// The host of the URI.
        host: String,
    },
    /// Any other alert before the server showed itself.
    #[error("the key manager aborted the handshake with {0}. Read its log.")]
    Alert(Alert),
    /// Anything else that TLS finds.
    #[error("{0}. Read the key manager's log.")]
    Other(String),
}

impl Explain for ConnectionFault {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Unreachable
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Unresolved { .. } => Some(Remedy::CorrectHost),
            Self::Refused => Some(Remedy::StartKeyManager),
            Self::NotTls(_) => Some(Remedy::CorrectPort),
            _ => None,
        }
    }
}

/// A protocol that is not TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherProtocol {
    /// HTTP
    Http,
    /// SSH
    Ssh,
    /// One not known here.
    Unknown,
}

impl std::fmt::Display for OtherProtocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Http => "HTTP",
            Self::Ssh => "SSH",
            Self::Unknown => "another protocol",
        })
    }
}
