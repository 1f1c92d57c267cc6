//! A response (KMIP 1.4, section 7.2).

use zeroize::Zeroizing;

use super::extensions::remove_written;
use super::{RequestItem, batch_item_id, correlation_values, version_gate};
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
    /// What the client has called the request (from 1.4).
    pub client_correlation_value: Option<String>,
    /// What the server calls the response (from 1.4).
    pub server_correlation_value: Option<String>,
    /// Further fields of the header, as they came.
    pub other: Vec<Item>,
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
    /// The fields of the payload that are none of the standard's, as they came.
    pub payload_extensions: Vec<Item>,
    /// Further fields, such as Message Extensions, as they came.
    pub other: Vec<Item>,
}

/// Why an operation failed, or why its result is not there yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error("{}{}", outcome(*.status, *.reason), .message.as_ref().map(|it| format!(" ({})", on_a_line(it))).unwrap_or_default())]
pub struct Failure {
    /// How it ended.
    pub status: ResultStatus,
    /// Why.
    pub reason: ResultReason,
    /// More about it, in the server's words.
    pub message: Option<String>,
    /// By what to ask for the result, when it is Operation Pending (section 6.8).
    pub asynchronous_correlation_value: Option<Vec<u8>>,
}

/// The reason, which a result that is pending does not have.
fn outcome(status: ResultStatus, reason: ResultReason) -> String {
    match status {
        ResultStatus::OperationPending => status.to_string(),
        _ => reason.to_string(),
    }
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
            asynchronous_correlation_value: None,
        }
    }

    /// The result will come later: it is asked for by that correlation value.
    #[must_use]
    pub fn pending(correlation_value: impl Into<Vec<u8>>) -> Self {
        Self {
            status: ResultStatus::OperationPending,
            reason: ResultReason::GeneralFailure,
            message: None,
            asynchronous_correlation_value: Some(correlation_value.into()),
        }
    }

    /// The operation was done, and undone since another one of the batch failed: for that, and for no
    /// reason of its own.
    #[must_use]
    pub fn undone(message: impl Into<String>) -> Self {
        Self {
            status: ResultStatus::OperationUndone,
            ..Self::new(ResultReason::GeneralFailure, message)
        }
    }

    /// Whether the reason is written: a result that is pending, or undone, needs none.
    fn has_reason(&self) -> bool {
        let needs_none = matches!(
            self.status,
            ResultStatus::OperationPending | ResultStatus::OperationUndone
        );
        !needs_none || self.reason != ResultReason::GeneralFailure
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
            client_correlation_value: None,
            server_correlation_value: None,
            other: Vec::new(),
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
        let mut header = Vec::with_capacity(5 + self.other.len());
        header.push(self.version.to_item());
        header.push(Item::date_time(Tag::TIME_STAMP, self.time_stamp));
        header.extend(correlation_values::to_items(
            self.client_correlation_value.as_deref(),
            self.server_correlation_value.as_deref(),
        ));
        header.extend(self.other.iter().cloned());
        header.push(Item::integer(Tag::BATCH_COUNT, count));
        let mut items = Vec::with_capacity(1 + self.items.len());
        items.push(Item::structure(Tag::RESPONSE_HEADER, header));
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
            client_correlation_value: header.text(Tag::CLIENT_CORRELATION_VALUE)?,
            server_correlation_value: header.text(Tag::SERVER_CORRELATION_VALUE)?,
            other: header.rest(),
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
            payload_extensions: Vec::new(),
            other: Vec::new(),
        }
    }

    /// The response to a request that could not be read.
    #[must_use]
    pub fn unread(failure: Failure) -> Self {
        Self {
            operation: None,
            id: None,
            result: Err(failure),
            payload_extensions: Vec::new(),
            other: Vec::new(),
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
                let mut within = payload.to_fields(version);
                within.extend(self.payload_extensions.iter().cloned());
                fields.push(Item::structure(Tag::RESPONSE_PAYLOAD, within));
            }
            Err(failure) => {
                fields.push(Item::enumeration(Tag::RESULT_STATUS, failure.status.code()));
                if failure.has_reason() {
                    fields.push(Item::enumeration(Tag::RESULT_REASON, failure.reason.code()));
                }
                let message = failure.message.as_deref();
                fields.extend(message.map(|text| Item::text(Tag::RESULT_MESSAGE, text)));
                let correlation = failure.asynchronous_correlation_value.clone();
                fields.extend(
                    correlation
                        .map(|value| Item::bytes(Tag::ASYNCHRONOUS_CORRELATION_VALUE, value)),
                );
            }
        }
        fields.extend(self.other.iter().cloned());
        Item::structure(Tag::BATCH_ITEM, fields)
    }

    fn from_item(item: Item, version: ProtocolVersion) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(item)?;
        let operation = fields.enumeration(Tag::OPERATION, Operation::from_code)?;
        let id = batch_item_id::take(&mut fields)?;
        let status = fields
            .enumeration(Tag::RESULT_STATUS, ResultStatus::from_code)?
            .ok_or_else(|| fields.missing(Tag::RESULT_STATUS))?;
        let mut payload_extensions = Vec::new();
        let result = if status == ResultStatus::Success {
            let payload = fields.structure(Tag::RESPONSE_PAYLOAD)?;
            let operation = operation.ok_or_else(|| fields.missing(Tag::OPERATION))?;
            let empty = || Fields::of(Item::structure(Tag::RESPONSE_PAYLOAD, Vec::new()));
            let payload = payload.map_or_else(empty, Ok)?;
            payload_extensions = payload.foreign();
            let payload = ResponsePayload::from_fields(operation, payload, version)?;
            remove_written(&mut payload_extensions, || payload.to_fields(version));
            Ok(payload)
        } else {
            Err(Failure {
                status,
                reason: fields
                    .enumeration(Tag::RESULT_REASON, ResultReason::from_code)?
                    .unwrap_or(ResultReason::GeneralFailure),
                message: fields.text(Tag::RESULT_MESSAGE)?,
                asynchronous_correlation_value: fields
                    .bytes(Tag::ASYNCHRONOUS_CORRELATION_VALUE)?
                    .map(|value| value.to_vec()),
            })
        };
        Ok(Self {
            operation,
            id,
            result,
            payload_extensions,
            other: fields.rest(),
        })
    }
}
