//! Faults on the way to a TLS connection.

use std::io;
use std::time::Duration;

use pure_kmip::client::Alert;

/// Why there is no TLS connection to the key manager.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ConnectionFault {
    /// The name has no address.
    #[error("{host} does not resolve. Correct the URI with purekmip setattr, or the name in DNS.")]
    Unresolved {
        /// The name.
        host: String,
    },
    /// The resolver is silent.
    #[error(
        "no answer from DNS about {host} within {} seconds. Check the DNS servers.",
        .within.as_secs()
    )]
    ResolverSilent {
        /// The name.
        host: String,
        /// How long it was waited for.
        within: Duration,
    },
    /// Nothing listens there.
    #[error("connection refused. Start the key manager, or correct the URI with purekmip setattr.")]
    Refused,
    /// Nobody answers.
    #[error(
        "no answer within {} seconds. Check the address, and the firewalls on the way.",
        .within.as_secs()
    )]
    Silent {
        /// How long it was waited for.
        within: Duration,
    },
    /// The network failed otherwise.
    #[error("{0}. Check the array's network and the address.")]
    Network(io::ErrorKind),
    /// It connects, and does not answer the handshake.
    #[error(
        "no answer to the TLS handshake within {} seconds. Check that the port is the one of the \
         key manager's KMIP service.",
        .within.as_secs()
    )]
    HandshakeSilent {
        /// How long it was waited for.
        within: Duration,
    },
    /// It speaks something else.
    #[error(
        "what listens there speaks {0}, not TLS. Give the port of the key manager's KMIP service, \
         usually 5696, with purekmip setattr."
    )]
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
         array speaks AEAD suites with ECDHE alone. A real array may well connect; enable \
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
    #[error("the key manager broke off the handshake with {0}. Read its log.")]
    Alert(Alert),
    /// Anything else that TLS finds.
    #[error("{0}. Read the key manager's log.")]
    Other(String),
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
