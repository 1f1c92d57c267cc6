//! Faults of KMIP itself.

use std::time::Duration;

use kmip::enums::{ResultReason, ResultStatus};
use kmip::ttlv::DecodeError;
use kmip::{Failure, ProtocolVersion};

use super::words::clean;
use crate::ground::{ErrorKind, Explain, Remedy};

/// Why the key manager does not do what the array needs.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ProtocolFault {
    /// The response does not come.
    #[error("no response within {} seconds. Check the load of the key manager.", .within.as_secs())]
    Silent {
        /// How long a session may take.
        within: Duration,
    },
    /// The connection ends before the response.
    #[error("the key manager closed the connection instead of responding. Read its log.")]
    Closed,
    /// TLS carries HTTP.
    #[error("what responds speaks HTTPS, not KMIP.")]
    Https,
    /// The response is not a KMIP message.
    #[error(
        "the response is not a KMIP message: {0}. Check that the port is the one of the key manager's \
         KMIP service."
    )]
    Malformed(DecodeError),
    /// The response is not a KMIP message, after others were.
    #[error("the response is malformed: {0}. Update the key manager, or read its log.")]
    Garbled(DecodeError),
    /// The response is to something else.
    #[error("the response does not match the request: {0}. Update the key manager.")]
    UnexpectedResponse(&'static str),
    /// The connection fails otherwise.
    #[error("{0}. Read the key manager's log.")]
    Broken(String),
    /// Client and server have no version in common.
    #[error(
        "the key manager speaks {}, and the array KMIP {} to {}. Enable one of these on the key \
         manager.",
        versions(.0),
        ProtocolVersion::V1_0,
        ProtocolVersion::V2_1
    )]
    NoCommonVersion(Vec<ProtocolVersion>),
    /// The response would come later.
    #[error(
        "the key manager would respond later (Operation Pending), and the array does not wait for it. Have \
         it respond at once."
    )]
    Pending,
    /// The client may not do it.
    #[error("{}. Allow the app this operation on the key manager.", said(.0))]
    PermissionDenied(Failure),
    /// The server refuses otherwise.
    #[error("{}. Read the key manager's log.", said(.0))]
    Refused(Failure),
}

impl Explain for ProtocolFault {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Refused
    }

    fn remedy(&self) -> Option<Remedy> {
        matches!(self, Self::Https).then_some(Remedy::CorrectPort)
    }
}

impl ProtocolFault {
    /// What a refusal means.
    pub(super) fn of(failure: Failure) -> Self {
        match failure.reason {
            _ if failure.status == ResultStatus::OperationPending => Self::Pending,
            ResultReason::PermissionDenied | ResultReason::NotAuthorised => {
                Self::PermissionDenied(failure)
            }
            ResultReason::UnsupportedProtocolVersion => Self::NoCommonVersion(Vec::new()),
            _ => Self::Refused(failure),
        }
    }
}

fn said(failure: &Failure) -> String {
    let message = failure
        .message
        .as_deref()
        .map(|m| m.trim().trim_end_matches('.'));
    match message.filter(|message| !message.is_empty()) {
        Some(message) => format!("refused, {} ({})", failure.reason, clean(message)),
        None => format!("refused, {}", failure.reason),
    }
}

fn versions(offered: &[ProtocolVersion]) -> String {
    let offered: Vec<String> = offered.iter().map(ToString::to_string).collect();
    match offered.as_slice() {
        [] => "another version of KMIP".to_owned(),
        offered => format!("KMIP {}", offered.join(", ")),
    }
}
