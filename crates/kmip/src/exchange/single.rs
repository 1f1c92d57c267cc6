//! One request and its response.

use std::marker::PhantomData;

use super::error::ExchangeError;
use super::item::check;
use super::transfer::{LIMITS, Transfer, transferred};
use crate::enums::Operation;
use crate::message::{RequestHeader, RequestMessage, ResponseItem, ResponseMessage};
use crate::operation::{Payload, Request, ResponsePayload};
use crate::ttlv::{Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// A request of one operation that is under way, and what has come of its response.
///
/// A response is at most [`Limits::DEFAULT`](crate::ttlv::Limits::DEFAULT) long. It may be a key: its bytes
/// are overwritten when they are freed.
#[derive(Debug)]
pub struct Exchange<R> {
    id: Vec<u8>,
    version: ProtocolVersion,
    pub(crate) transfer: Transfer,
    of: PhantomData<fn() -> R>,
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
        Self::with_header(request, id, RequestHeader::new(version))
    }

    /// As [`new`](Self::new), with a header of the caller's: with a credential, for instance.
    ///
    /// # Errors
    /// [`ExchangeError::NotInVersion`].
    pub fn with_header(
        request: R,
        id: impl Into<Vec<u8>>,
        header: RequestHeader,
    ) -> Result<Self, ExchangeError> {
        let id = id.into();
        let version = header.version;
        let mut message = RequestMessage::single(version, request.into());
        message.items[0].id = Some(id.clone());
        message.header = header;
        Ok(Self {
            id,
            version,
            transfer: Transfer::of(&message)?,
            of: PhantomData,
        })
    }

    transferred!();

    /// The response, once no more bytes are missing.
    ///
    /// # Errors
    /// When it is malformed, does not match the request, or says that the operation failed.
    pub fn finish(self) -> Result<R::Response, ExchangeError> {
        read_response::<R>(self.transfer.response(), &self.id, self.version)
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
    match payload.response_to::<R>() {
        Ok(response) => Ok(response),
        // An operation of the caller's own.
        Err(ResponsePayload::Unknown(unknown)) if unknown.operation == R::OPERATION => {
            let fields = Item::structure(Tag::RESPONSE_PAYLOAD, unknown.fields);
            Fields::of(fields)
                .and_then(|fields| R::Response::from_fields(fields, version))
                .map_err(ExchangeError::Malformed)
        }
        Err(_) => {
            let reason = "it is of another operation";
            Err(ExchangeError::UnexpectedResponse(reason))
        }
    }
}

/// The one item of a response that matches the request.
fn matching_item(
    response: ResponseMessage,
    operation: Operation,
    id: &[u8],
    version: ProtocolVersion,
) -> Result<ResponseItem, ExchangeError> {
    let mut items = response.items.into_iter();
    let (Some(item), None) = (items.next(), items.next()) else {
        let reason = "it has not exactly one item";
        return Err(ExchangeError::UnexpectedResponse(reason));
    };
    check(&item, operation, id, response.version, version)?;
    Ok(item)
}
