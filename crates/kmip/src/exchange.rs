//! One request and its response, without any I/O: for clients that bring their own transport, such as
//! an asynchronous one. The blocking client of this crate is built on it.
//!
//! ```
//! use kmip::exchange::Exchange;
//! use kmip::operation::{ActivateRequest, ActivateResponse};
//! use kmip::{ProtocolVersion, RequestMessage, ResponseItem, ResponseMessage};
//!
//! let request = ActivateRequest::new("17".to_owned());
//! let mut exchange = Exchange::new(request, b"1", ProtocolVersion::V1_4)?;
//!
//! // What the transport does: write the request, and read as many bytes as are missing.
//! let mut incoming = server(exchange.request());
//! while exchange.missing()? > 0 {
//!     let chunk: Vec<u8> = incoming.drain(..exchange.missing()?).collect();
//!     exchange.feed(&chunk)?;
//! }
//! assert_eq!(exchange.finish()?.unique_identifier, "17");
//!
//! fn server(request: &[u8]) -> Vec<u8> {
//!     let request = RequestMessage::decode(request, &Default::default()).unwrap();
//!     let payload = ActivateResponse::new("17");
//!     let item = ResponseItem::new(&request.items[0], Ok(payload.into()));
//!     let response = ResponseMessage::new(request.header.version, 0, vec![item]);
//!     response.encode().to_vec()
//! }
//! # Ok::<(), kmip::exchange::ExchangeError>(())
//! ```

use std::marker::PhantomData;

use zeroize::Zeroizing;

use crate::enums::Operation;
use crate::message::{Failure, RequestMessage, ResponseItem, ResponseMessage};
use crate::operation::Request;
use crate::ttlv::{DecodeError, Limits, Tag, length_of_message};
use crate::version::ProtocolVersion;

/// The limits of a response.
const LIMITS: Limits = Limits::DEFAULT;

/// The length of the header of a message, in bytes: tag, type, length.
const HEADER: usize = 8;

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

/// A request of one operation that is under way, and what has come of its response.
///
/// A response is at most [`Limits::DEFAULT`] long. It may be a key: its bytes are overwritten when they
/// are freed.
#[derive(Debug)]
pub struct Exchange<R> {
    id: Vec<u8>,
    version: ProtocolVersion,
    request: Message,
    response: Message,
    of: PhantomData<fn() -> R>,
}

/// The bytes of a message, which are not shown: a key may be among them.
struct Message(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}

impl<R: Request> Exchange<R> {
    /// Prepares a request, written in `version`. The response has to repeat `id`, the Unique Batch
    /// Item ID, which should differ from those of earlier requests on the same connection.
    ///
    /// # Errors
    /// [`ExchangeError::NotInVersion`].
    pub fn new(
        request: R,
        id: impl Into<Vec<u8>>,
        version: ProtocolVersion,
    ) -> Result<Self, ExchangeError> {
        let id = id.into();
        let mut message = RequestMessage::single(version, request.into());
        message.items[0].id = Some(id.clone());
        if let Some(tag) = message.newer_than_version() {
            return Err(ExchangeError::NotInVersion { tag, version });
        }
        Ok(Self {
            id,
            version,
            request: Message(message.encode()),
            response: Message(Zeroizing::new(Vec::with_capacity(HEADER))),
            of: PhantomData,
        })
    }

    /// The bytes of the request, to be sent as they are.
    #[must_use]
    pub fn request(&self) -> &[u8] {
        &self.request.0
    }

    /// How many bytes of the response are missing, as far as is known: the rest of its header, then
    /// the rest of the message, then zero.
    ///
    /// # Errors
    /// When the header is not that of a message, or announces more than a mebibyte.
    pub fn missing(&self) -> Result<usize, ExchangeError> {
        let received = &self.response.0;
        let Some(header) = received.first_chunk() else {
            return Ok(HEADER - received.len());
        };
        let length = length_of_message(*header, &LIMITS).map_err(ExchangeError::Malformed)?;
        Ok(length.saturating_sub(received.len()))
    }

    /// Takes further bytes of the response.
    ///
    /// # Errors
    /// When they are more than are [`missing`](Self::missing).
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ExchangeError> {
        let missing = self.missing()?;
        if let Some(trailing) = bytes.len().checked_sub(missing + 1) {
            return Err(ExchangeError::Malformed(DecodeError::Trailing(
                trailing + 1,
            )));
        }
        let received = &mut self.response.0;
        if received.len() == HEADER {
            // Grown as bytes come, so that a length alone takes no memory.
            let mut grown = Zeroizing::new(Vec::with_capacity((HEADER + missing).min(1 << 14)));
            grown.extend_from_slice(received);
            *received = grown;
        }
        received.extend_from_slice(bytes);
        Ok(())
    }

    /// The response, once no more bytes are missing.
    ///
    /// # Errors
    /// When it is malformed, does not match the request, or says that the operation failed.
    pub fn finish(self) -> Result<R::Response, ExchangeError> {
        read_response::<R>(&self.response.0, &self.id, self.version)
    }
}

/// Reads the response to a request `R` with that Unique Batch Item ID, written in `version`. Any bytes
/// may be given.
///
/// # Errors
/// When it is not a KMIP message, does not match the request, or says that the operation failed.
pub fn read_response<R: Request>(
    bytes: &[u8],
    id: &[u8],
    version: ProtocolVersion,
) -> Result<R::Response, ExchangeError> {
    let response = ResponseMessage::decode(bytes, &LIMITS).map_err(ExchangeError::Malformed)?;
    let item = matching_item(response, R::OPERATION, id, version)?;
    let payload = item.result.map_err(ExchangeError::Failed)?;
    let response = payload.response_to::<R>();
    response.map_err(|_| ExchangeError::UnexpectedResponse("it is of another operation"))
}

/// The one item of a response that matches the request.
fn matching_item(
    response: ResponseMessage,
    operation: Operation,
    id: &[u8],
    version: ProtocolVersion,
) -> Result<ResponseItem, ExchangeError> {
    let unexpected = |reason| Err(ExchangeError::UnexpectedResponse(reason));
    let mut items = response.items.into_iter();
    let (Some(item), None) = (items.next(), items.next()) else {
        return unexpected("it has not exactly one item");
    };
    // A server that could not read the request may repeat neither operation nor number.
    let unread = item.result.is_err();
    if item.operation != Some(operation) && !(unread && item.operation.is_none()) {
        return unexpected("it is of another operation");
    }
    if item.id.as_deref().is_some_and(|repeated| repeated != id) {
        return unexpected("it has another batch item id");
    }
    // A server that cannot write in the version of the request refuses in its own, or reports its own.
    let tells_version = unread || operation == Operation::DiscoverVersions;
    if response.version > version && !tells_version {
        return unexpected("it is of a newer version of KMIP");
    }
    Ok(item)
}
