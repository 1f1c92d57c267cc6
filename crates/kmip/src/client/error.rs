//! What went wrong, and at which stage.

use std::fmt;

use super::alert::Alert;
use super::trust::TrustFault;
use crate::enums::{KeyFormatType, Operation};
use crate::exchange::ExchangeError;
use crate::message::Failure;
use crate::ttlv::{DecodeError, Tag};
use crate::version::ProtocolVersion;

/// A stage of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// The host's name becomes addresses.
    Resolve,
    /// The TCP connection.
    Connect,
    /// The TLS handshake.
    Handshake,
    /// The first bytes after the handshake: with TLS 1.3 a refused client certificate shows here.
    FirstRead,
    /// Agreeing on a version of KMIP.
    DiscoverVersions,
    /// Asking what the server can do.
    Query,
    /// Any other operation.
    Operation(Operation),
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "Name resolution",
            Self::Connect => "TCP connection",
            Self::Handshake => "TLS handshake",
            Self::FirstRead => "First read",
            Self::DiscoverVersions => "Discover Versions",
            Self::Query => "Query",
            Self::Operation(operation) => return write!(f, "{operation}"),
        })
    }
}

/// Why a session failed, and where.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{stage}: {cause}")]
#[non_exhaustive]
pub struct ClientError {
    /// Where.
    pub stage: Stage,
    /// Why.
    pub cause: Cause,
}

/// A reason to fail.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Cause {
    /// The name has no address.
    #[error("the name does not resolve")]
    NoAddress,
    /// Nothing listens there.
    #[error("connection refused")]
    Refused,
    /// No response before the deadline.
    #[error("no response in time")]
    TimedOut,
    /// The peer closed the connection.
    #[error("the server closed the connection")]
    Closed,
    /// The network failed otherwise.
    #[error("{0}")]
    Network(std::io::ErrorKind),
    /// What listens there does not speak TLS.
    #[error("what listens there speaks {0}, not TLS")]
    NotTls(NotTls),
    /// The peer sent an alert.
    #[error("the server sent the alert {0}")]
    Alert(Alert),
    /// The server's certificate is not trusted.
    #[error("{0}")]
    Trust(Box<TrustFault>),
    /// TLS failed otherwise.
    #[error("{0}")]
    Tls(String),
    /// The request needs a tag or an attribute that the agreed version does not have; it was not sent.
    #[error("{tag} is not part of KMIP {version}")]
    NotInVersion {
        /// What the version does not have.
        tag: Tag,
        /// The version.
        version: ProtocolVersion,
    },
    /// The response is not a KMIP message.
    #[error("the response is malformed: {0}")]
    Malformed(DecodeError),
    /// The response does not match the request.
    #[error("the response does not match the request: {0}")]
    UnexpectedResponse(&'static str),
    /// The key is there, and not given as raw material.
    #[error("the key is {0}, not raw material")]
    KeyForm(KeyForm),
    /// The server refused the operation.
    #[error("{0}")]
    Failed(Failure),
    /// Client and server have no version in common.
    #[error("no common version of KMIP")]
    NoCommonVersion(Vec<ProtocolVersion>),
}

impl From<ExchangeError> for Cause {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::NotInVersion { tag, version } => Self::NotInVersion { tag, version },
            ExchangeError::Malformed(error) => Self::Malformed(error),
            ExchangeError::UnexpectedResponse(reason) => Self::UnexpectedResponse(reason),
            ExchangeError::Failed(failure) => Self::Failed(failure),
        }
    }
}

/// How a server gives a key instead of as raw material.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyForm {
    /// Encrypted under another key.
    Wrapped,
    /// A Transparent Symmetric Key.
    Transparent,
    /// In a format of the server's own.
    Opaque,
    /// In another format.
    Other(KeyFormatType),
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrapped => f.write_str("wrapped"),
            Self::Transparent => f.write_str("a Transparent Symmetric Key"),
            Self::Opaque => f.write_str("opaque"),
            Self::Other(format) => write!(f, "in the format {format}"),
        }
    }
}

/// What speaks instead of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotTls {
    /// HTTP.
    Http,
    /// SSH.
    Ssh,
    /// Something else.
    Other,
}

impl NotTls {
    /// What those first bytes from the peer are, when they are not a TLS record (RFC 8446, section
    /// 5.1).
    pub(super) fn detect(first: &[u8]) -> Option<Self> {
        match first {
            [] | [0x14..=0x18, 0x03, ..] => None,
            _ if first.starts_with(b"HTTP/") => Some(Self::Http),
            _ if first.starts_with(b"SSH-") => Some(Self::Ssh),
            _ => Some(Self::Other),
        }
    }
}

impl fmt::Display for NotTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "HTTP",
            Self::Ssh => "SSH",
            Self::Other => "something else",
        })
    }
}
