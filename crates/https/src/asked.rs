//! A request that has come in whole.

use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use tokio::time::timeout;

use crate::serve::Peer;

/// The longest body of a request, in bytes.
const LONGEST: usize = 256 * 1024;

/// How long a body may take to come in.
const TIME: Duration = Duration::from_secs(30);

/// A request that has come in whole.
#[derive(Debug)]
pub struct Asked {
    /// Who is at the other end.
    pub peer: Peer,
    /// The method.
    pub method: Method,
    /// The path and the query.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body: 256 KiB at most.
    pub body: Bytes,
}

/// Why a request has not come in whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWhole {
    /// It is longer than 256 KiB, or the connection broke off.
    #[error("What was sent is too long, or was cut off.")]
    TooLong,
    /// It took longer than 30 seconds.
    #[error("What was sent did not come in time.")]
    Late,
}

impl NotWhole {
    /// The status of the answer (RFC 9110, section 15).
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Late => StatusCode::REQUEST_TIMEOUT,
        }
    }
}

impl Asked {
    /// Reads the request of that peer to its end.
    ///
    /// # Errors
    /// When its body is too long, or does not come in time.
    pub async fn read(peer: Peer, request: Request) -> Result<Self, NotWhole> {
        let (head, body) = request.into_parts();
        // A client that is still sending when the connection ends does not read why.
        let body = match timeout(TIME, to_bytes(body, 2 * LONGEST)).await {
            Ok(Ok(body)) if body.len() <= LONGEST => body,
            Ok(_) => return Err(NotWhole::TooLong),
            Err(_) => return Err(NotWhole::Late),
        };
        Ok(Self {
            peer,
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
        })
    }
}
