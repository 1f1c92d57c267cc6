//! What went wrong, and at which stage.

use std::fmt;

use rustls::AlertDescription;

use super::trust::TrustFault;
use crate::enums::Operation;
use crate::message::Failure;
use crate::ttlv::{DecodeError, Tag};
use crate::version::ProtocolVersion;

/// A stage of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Why a session failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{stage}: {cause}")]
pub struct ClientError {
    /// Where.
    pub stage: Stage,
    /// Why.
    pub cause: Cause,
}

/// A reason to fail.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Cause {
    /// The name has no address.
    #[error("the name does not resolve")]
    NoAddress,
    /// Nothing listens there.
    #[error("connection refused")]
    Refused,
    /// No answer before the deadline.
    #[error("no answer in time")]
    TimedOut,
    /// The peer closed the connection.
    #[error("the server closed the connection")]
    Closed,
    /// The network failed otherwise.
    #[error("{0}")]
    Network(std::io::ErrorKind),
    /// What answers does not speak TLS.
    #[error("what listens there speaks {0}, not TLS")]
    NotTls(NotTls),
    /// The peer sent an alert.
    #[error("the server sent the alert {}", alert_name(*.0))]
    Alert(AlertDescription),
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
    /// The answer is no KMIP message.
    #[error("the answer is malformed: {0}")]
    Malformed(DecodeError),
    /// The answer does not fit the request.
    #[error("the answer does not fit the request: {0}")]
    Unfitting(&'static str),
    /// The server refused the operation.
    #[error("{0}")]
    Failed(Failure),
    /// Client and server have no version in common.
    #[error("no common version of KMIP")]
    NoCommonVersion(Vec<ProtocolVersion>),
}

/// What answers instead of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTls {
    /// HTTP.
    Http,
    /// SSH.
    Ssh,
    /// Something else.
    Other,
}

impl NotTls {
    /// What those first bytes of an answer are, when they are no TLS record (RFC 8446, section 5.1).
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

/// The name of an alert as RFC 8446, section 6, writes it: `unknown_ca`.
pub(super) fn alert_name(alert: AlertDescription) -> String {
    let text = format!("{alert:?}");
    let mut name = String::new();
    let mut previous = '_';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        // A word begins at a capital, but not within an abbreviation such as CA or PSK.
        let begins = previous.is_lowercase() || rest.peek().is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && !name.is_empty() && begins {
            name.push('_');
        }
        name.extend(c.to_lowercase());
        previous = c;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_named_as_in_the_standard() {
        for (alert, name) in [
            (AlertDescription::UnknownCA, "unknown_ca"),
            (AlertDescription::UnknownPSKIdentity, "unknown_psk_identity"),
            (AlertDescription::BadCertificate, "bad_certificate"),
            (AlertDescription::HandshakeFailure, "handshake_failure"),
            (
                AlertDescription::CertificateRequired,
                "certificate_required",
            ),
            (
                AlertDescription::UnsupportedCertificate,
                "unsupported_certificate",
            ),
        ] {
            assert_eq!(alert_name(alert), name);
        }
    }
}
