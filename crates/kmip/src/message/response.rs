//! An answer (KMIP 1.4, section 7.2).

use zeroize::Zeroizing;

use super::{id_to_item, newer, take_id};
use crate::enums::{Operation, ResultReason, ResultStatus};
use crate::operation::ResponsePayload;
use crate::ttlv::{DecodeError, Fields, Item, Limits, Tag, decode, encode};
use crate::version::ProtocolVersion;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseMessage {
    /// The version that the message is written in.
    pub version: ProtocolVersion,
    /// The server's time, in seconds since 1970 UTC.
    pub time_stamp: i64,
    /// The answers to the items of the request.
    pub items: Vec<ResponseItem>,
}

/// The answer to an item of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseItem {
    /// The operation, which is left out when the request could not be read.
    pub operation: Option<Operation>,
    /// The number that the request gave the item.
    pub id: Option<Vec<u8>>,
    /// What came out.
    pub result: Result<ResponsePayload, Failure>,
}

/// Why an operation was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}{}", .message.as_ref().map(|it| format!(" ({})", on_a_line(it))).unwrap_or_default())]
pub struct Failure {
    /// How it ended.
    pub status: ResultStatus,
    /// Why.
    pub reason: ResultReason,
    /// More about it, in the server's words.
    pub message: Option<String>,
}

/// A text of the server's as it can be shown: without control characters, and not without end.
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
    /// An operation that failed.
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
    /// The bytes of the message.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        encode(&self.to_item())
    }

    /// The message as one item, without what its version does not have yet: older clients break on
    /// attributes that they do not know.
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
        newer::remove(&mut message, self.version);
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
    fn to_item(&self, version: ProtocolVersion) -> Item {
        let mut fields = Vec::with_capacity(4);
        let operation = self.operation.map(Operation::code);
        fields.extend(operation.map(|code| Item::enumeration(Tag::OPERATION, code)));
        fields.extend(self.id.as_ref().map(|id| id_to_item(id)));
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
        let id = take_id(&mut fields)?;
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
