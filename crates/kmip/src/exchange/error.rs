//! Why an exchange failed.

use crate::message::Failure;
use crate::ttlv::{DecodeError, Tag};
use crate::version::ProtocolVersion;

/// Why a request was not sent, or a response is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The request needs a tag or an attribute that the version does not have; it must not be sent.
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
    /// The response does not match the request, for the reason given.
    #[error("the response does not match the request: {0}")]
    UnexpectedResponse(&'static str),
    /// The server refused the operation.
    #[error("{0}")]
    Failed(Failure),
}
