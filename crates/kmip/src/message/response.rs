//! A response (KMIP 1.4, section 7.2).

use zeroize::Zeroizing;

use super::{RequestItem, batch_item_id, version_gate};
use crate::enums::{Operation, ResultReason, ResultStatus};
use crate::operation::ResponsePayload;
use crate::ttlv::{DecodeError, Fields, Item, Limits, Tag, decode, encode, encoded_length};
use crate::version::ProtocolVersion;

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseMessage {
    /// The version that the message is written in.
    pub version: ProtocolVersion,
    /// The server's time, in seconds since 1970 UTC.
    pub time_stamp: i64,
    /// The responses to the items of the request.
    pub items: Vec<ResponseItem>,
}

/// The response to an item of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseItem {
    /// The operation; `None` when the request could not be read.
    pub operation: Option<Operation>,
    /// The Unique Batch Item ID of the item of the request.
    pub id: Option<Vec<u8>>,
    /// What came out.
    pub result: Result<ResponsePayload, Failure>,
}

/// Why an operation failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error("{reason}{}", .message.as_ref().map(|it| format!(" ({})", on_a_line(it))).unwrap_or_default())]
pub struct Failure {
    /// How it ended.
    pub status: ResultStatus,
    /// Why.
    pub reason: ResultReason,
    /// More about it, in the server's words.
    pub message: Option<String>,
}

/// A text of the server as it can be shown: on one line, without control characters, and cut after 200
/// characters.
fn on_a_line(text: &str) -> String {
    const LONGEST: usize = 200;
    let visible = |c: char| {
        if c.is_control() {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    let mut shown: String = text.chars().take(LONGEST).map(visible).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

impl Failure {
    /// The failure of an operation, for that reason.
    #[must_use]
    pub fn new(reason: ResultReason, message: impl Into<String>) -> Self {
        let status = ResultStatus::OperationFailed;
        Self {
            status,
            reason,
            message: Some(message.into()),
        }
    }
}

impl ResponseMessage {
    /// A response written in `version`, at that time in seconds since 1970 UTC.
    #[must_use]
    pub fn new(version: ProtocolVersion, time_stamp: i64, items: Vec<ResponseItem>) -> Self {
        Self {
            version,
            time_stamp,
            items,
        }
    }

    /// The bytes of the message.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        encode(&self.to_item())
    }

    /// The message as one item, without what its version does not have yet: older clients break on
    /// attributes that they do not know.
    #[must_use]
    pub fn to_item(&self) -> Item {
        let count = i32::try_from(self.items.len()).unwrap_or(i32::MAX);
        let header = Item::structure(
            Tag::RESPONSE_HEADER,
            vec![
                self.version.to_item(),
                Item::date_time(Tag::TIME_STAMP, self.time_stamp),
                Item::integer(Tag::BATCH_COUNT, count),
            ],
        );
        let mut items = Vec::with_capacity(1 + self.items.len());
        items.push(header);
        items.extend(self.items.iter().map(|item| item.to_item(self.version)));
        let mut message = Item::structure(Tag::RESPONSE_MESSAGE, items);
        version_gate::remove(&mut message, self.version);
        message
    }

    /// Reads a message.
    ///
    /// # Errors
    /// When it is malformed, or its Batch Count is not the number of its items.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut fields = Fields::expect(Tag::RESPONSE_MESSAGE, decode(bytes, limits)?)?;
        let mut header = Fields::of(fields.required(Tag::RESPONSE_HEADER)?)?;
        let version = ProtocolVersion::from_item(header.required(Tag::PROTOCOL_VERSION)?)?;
        let time_stamp = header.date_time(Tag::TIME_STAMP)?.unwrap_or_default();
        let count = header.integer(Tag::BATCH_COUNT)?;
        let count = count.ok_or_else(|| header.missing(Tag::BATCH_COUNT))?;
        let items = fields.into_all(Tag::BATCH_ITEM);
        let items = items.map(|item| ResponseItem::from_item(item, version));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        if usize::try_from(count) != Ok(items.len()) {
            return Err(DecodeError::InvalidValue(Tag::BATCH_COUNT));
        }
        Ok(Self {
            version,
            time_stamp,
            items,
        })
    }
}

impl ResponseItem {
    /// The response to that item of a request, whose operation and Unique Batch Item ID it repeats.
    #[must_use]
    pub fn new(request: &RequestItem, result: Result<ResponsePayload, Failure>) -> Self {
        Self {
            operation: Some(request.operation()),
            id: request.id.clone(),
            result,
        }
    }

    /// The response to a request that could not be read.
    #[must_use]
    pub fn unread(failure: Failure) -> Self {
        Self {
            operation: None,
            id: None,
            result: Err(failure),
        }
    }

    /// How many bytes it has in a message of that version.
    #[must_use]
    pub fn encoded_length(&self, version: ProtocolVersion) -> usize {
        let mut item = self.to_item(version);
        version_gate::remove(&mut item, version);
        encoded_length(&item)
    }

    fn to_item(&self, version: ProtocolVersion) -> Item {
        let mut fields = Vec::with_capacity(4);
        let operation = self.operation.map(Operation::code);
        fields.extend(operation.map(|code| Item::enumeration(Tag::OPERATION, code)));
        fields.extend(self.id.as_ref().map(|id| batch_item_id::to_item(id)));
        match &self.result {
            Ok(payload) => {
                let success = ResultStatus::Success.code();
                fields.push(Item::enumeration(Tag::RESULT_STATUS, success));
                fields.push(Item::structure(
                    Tag::RESPONSE_PAYLOAD,
                    payload.to_fields(version),
                ));
            }
            Err(failure) => {
                fields.push(Item::enumeration(Tag::RESULT_STATUS, failure.status.code()));
                fields.push(Item::enumeration(Tag::RESULT_REASON, failure.reason.code()));
                let message = failure.message.as_deref();
                fields.extend(message.map(|text| Item::text(Tag::RESULT_MESSAGE, text)));
            }
        }
        Item::structure(Tag::BATCH_ITEM, fields)
    }

    fn from_item(item: Item, version: ProtocolVersion) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(item)?;
        let operation = fields.enumeration(Tag::OPERATION, Operation::from_code)?;
        let id = batch_item_id::take(&mut fields)?;
        let status = fields
            .enumeration(Tag::RESULT_STATUS, ResultStatus::from_code)?
            .ok_or_else(|| fields.missing(Tag::RESULT_STATUS))?;
        let result = if status == ResultStatus::Success {
            let payload = fields.structure(Tag::RESPONSE_PAYLOAD)?;
            let operation = operation.ok_or_else(|| fields.missing(Tag::OPERATION))?;
            let empty = || Fields::of(Item::structure(Tag::RESPONSE_PAYLOAD, Vec::new()));
            let payload = payload.map_or_else(empty, Ok)?;
            Ok(ResponsePayload::from_fields(operation, payload, version)?)
        } else {
            Err(Failure {
                status,
                reason: fields
                    .enumeration(Tag::RESULT_REASON, ResultReason::from_code)?
                    .unwrap_or(ResultReason::GeneralFailure),
                message: fields.text(Tag::RESULT_MESSAGE)?,
            })
        };
        Ok(Self {
            operation,
            id,
            result,
        })
    }
}
