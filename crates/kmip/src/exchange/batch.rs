//! A request of several items and its response.

use super::error::ExchangeError;
use super::item::check;
use super::transfer::{LIMITS, Transfer, transferred};
use crate::enums::Operation;
use crate::message::{RequestHeader, RequestMessage, ResponseItem, ResponseMessage};
use crate::operation::RequestPayload;
use crate::version::ProtocolVersion;

/// A batch of requests that is under way, and what has come of its response. As an
/// [`Exchange`](super::Exchange), but for any operations.
#[derive(Debug)]
pub struct BatchExchange {
    asked: Vec<(Option<Vec<u8>>, Operation)>,
    version: ProtocolVersion,
    pub(crate) transfer: Transfer,
}

impl BatchExchange {
    /// Prepares a batch with that header, which says what is done after a failure, for instance. The items
    /// are numbered.
    ///
    /// # Errors
    /// [`ExchangeError::NotInVersion`].
    pub fn new(
        payloads: Vec<RequestPayload>,
        header: RequestHeader,
    ) -> Result<Self, ExchangeError> {
        let version = header.version;
        let mut message = RequestMessage::batch(version, payloads);
        message.header = header;
        let asked = message.items.iter();
        let asked = asked.map(|item| (item.id.clone(), item.operation()));
        Ok(Self {
            asked: asked.collect(),
            version,
            transfer: Transfer::of(&message)?,
        })
    }

    transferred!();

    /// The responses, in the order of the requests: fewer of them when the server stopped at a failure,
    /// which is the last one then. Each may be one.
    ///
    /// # Errors
    /// When the message is malformed or does not match the batch, or the server refuses it as a whole.
    pub fn finish(self) -> Result<Vec<ResponseItem>, ExchangeError> {
        let unexpected = |reason| Err(ExchangeError::UnexpectedResponse(reason));
        let response = ResponseMessage::decode(self.transfer.response(), &LIMITS);
        let response = response.map_err(ExchangeError::Malformed)?;
        let (version, mut items) = (response.version, response.items);
        // A server that could not read the request repeats no operation.
        if let [
            ResponseItem {
                operation: None,
                result: Err(failure),
                ..
            },
        ] = &items[..]
        {
            return Err(ExchangeError::Failed(failure.clone()));
        }
        if items.is_empty() && !self.asked.is_empty() {
            return unexpected("it has no items");
        }
        let mut ordered = Vec::with_capacity(items.len());
        for (id, operation) in &self.asked {
            let Some(place) = items.iter().position(|item| item.id == *id) else {
                continue;
            };
            let item = items.remove(place);
            let id = id.as_deref().unwrap_or_default();
            check(&item, *operation, id, version, self.version)?;
            ordered.push(item);
        }
        match items.is_empty() {
            true => Ok(ordered),
            false => unexpected("it has another batch item id"),
        }
    }
}
