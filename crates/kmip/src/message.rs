//! Messages: a header and a batch of items (KMIP 1.4, sections 6 and 7).

use zeroize::Zeroizing;

use crate::credential::Credential;
use crate::enums::{BatchErrorContinuationOption, Operation, ResultReason, ResultStatus};
use crate::operation::{RequestPayload, ResponsePayload};
use crate::ttlv::{DecodeError, Fields, Item, Limits, Tag, decode, encode};
use crate::version::ProtocolVersion;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestMessage {
    /// What holds for the whole batch.
    pub header: RequestHeader,
    /// What is asked for.
    pub items: Vec<RequestItem>,
}

/// The header of a request (section 7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHeader {
    /// The version that the message is written in.
    pub version: ProtocolVersion,
    /// The longest answer that is taken, in bytes.
    pub max_response_size: Option<i32>,
    /// Whether an answer may come later.
    pub asynchronous: Option<bool>,
    /// Who the client says it is.
    pub credential: Option<Credential>,
    /// What to do when an item fails.
    pub on_error: Option<BatchErrorContinuationOption>,
    /// Whether the items have to be done in their order.
    pub in_order: Option<bool>,
    /// The client's time, in seconds since 1970 UTC.
    pub time_stamp: Option<i64>,
    /// How many items the batch has, as the header says.
    pub batch_count: i32,
}

/// An item of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestItem {
    /// The client's number of the item, which the answer repeats.
    pub id: Option<Vec<u8>>,
    /// What is asked for; an error when the payload is not what the operation takes.
    pub payload: Result<RequestPayload, (Operation, DecodeError)>,
    /// Whether it carries an extension that must be understood (section 6.16).
    pub critical_extension: bool,
}

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
#[error("{reason}{}", .message.as_ref().map(|m| format!(" ({m})")).unwrap_or_default())]
pub struct Failure {
    /// How it ended.
    pub status: ResultStatus,
    /// Why.
    pub reason: ResultReason,
    /// More about it, in the server's words.
    pub message: Option<String>,
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

impl RequestMessage {
    /// A request of one item.
    pub fn single(version: ProtocolVersion, payload: RequestPayload) -> Self {
        let header = RequestHeader {
            version,
            max_response_size: None,
            asynchronous: None,
            credential: None,
            on_error: None,
            in_order: None,
            time_stamp: None,
            batch_count: 1,
        };
        let item = RequestItem {
            id: None,
            payload: Ok(payload),
            critical_extension: false,
        };
        Self {
            header,
            items: vec![item],
        }
    }

    /// The bytes of the message.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        encode(&self.to_item())
    }

    /// The message as one item.
    pub fn to_item(&self) -> Item {
        let version = self.header.version;
        let mut items = vec![self.header.to_item()];
        items.extend(self.items.iter().filter_map(|item| {
            let payload = item.payload.as_ref().ok()?;
            let mut fields = vec![Item::enumeration(
                Tag::OPERATION,
                payload.operation().code(),
            )];
            fields.extend(item.id.as_ref().map(|id| id_to_item(id)));
            fields.push(Item::structure(
                Tag::REQUEST_PAYLOAD,
                payload.to_fields(version),
            ));
            Some(Item::structure(Tag::BATCH_ITEM, fields))
        }));
        Item::structure(Tag::REQUEST_MESSAGE, items)
    }

    /// Reads a message.
    ///
    /// # Errors
    /// When it is malformed. A payload that is not what its operation takes is an error of its item
    /// only.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut fields = Fields::expect(Tag::REQUEST_MESSAGE, decode(bytes, limits)?)?;
        let header = RequestHeader::from_item(fields.required(Tag::REQUEST_HEADER)?)?;
        let items = fields.all(Tag::BATCH_ITEM).into_iter();
        let items = items.map(|item| RequestItem::from_item(item, header.version));
        Ok(Self {
            items: items.collect::<Result<_, _>>()?,
            header,
        })
    }
}

impl RequestHeader {
    fn to_item(&self) -> Item {
        let mut fields = vec![self.version.to_item()];
        fields.extend(
            self.max_response_size
                .map(|n| Item::integer(Tag::MAXIMUM_RESPONSE_SIZE, n)),
        );
        fields.extend(
            self.asynchronous
                .map(|b| Item::boolean(Tag::ASYNCHRONOUS_INDICATOR, b)),
        );
        fields.extend(self.credential.as_ref().map(Credential::to_item));
        let on_error = self.on_error.map(BatchErrorContinuationOption::code);
        fields.extend(
            on_error.map(|code| Item::enumeration(Tag::BATCH_ERROR_CONTINUATION_OPTION, code)),
        );
        fields.extend(
            self.in_order
                .map(|b| Item::boolean(Tag::BATCH_ORDER_OPTION, b)),
        );
        fields.extend(self.time_stamp.map(|t| Item::date_time(Tag::TIME_STAMP, t)));
        fields.push(Item::integer(Tag::BATCH_COUNT, self.batch_count));
        Item::structure(Tag::REQUEST_HEADER, fields)
    }

    fn from_item(item: Item) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(item)?;
        let version = ProtocolVersion::from_item(fields.required(Tag::PROTOCOL_VERSION)?)?;
        // From 2.0 the indicator is an enumeration (KMIP 2.1, section 11.2).
        let asynchronous = match fields
            .item(Tag::ASYNCHRONOUS_INDICATOR)
            .map(|item| item.value)
        {
            None => None,
            Some(crate::ttlv::Value::Boolean(value)) => Some(value),
            Some(crate::ttlv::Value::Enumeration(code)) => Some(code == 1),
            Some(_) => return Err(DecodeError::WrongType(Tag::ASYNCHRONOUS_INDICATOR)),
        };
        Ok(Self {
            version,
            asynchronous,
            max_response_size: fields.integer(Tag::MAXIMUM_RESPONSE_SIZE)?,
            credential: Credential::take(&mut fields)?,
            on_error: fields.enumeration(
                Tag::BATCH_ERROR_CONTINUATION_OPTION,
                BatchErrorContinuationOption::from_code,
            )?,
            in_order: fields.boolean(Tag::BATCH_ORDER_OPTION)?,
            time_stamp: fields.date_time(Tag::TIME_STAMP)?,
            batch_count: fields
                .integer(Tag::BATCH_COUNT)?
                .ok_or_else(|| fields.missing(Tag::BATCH_COUNT))?,
        })
    }
}

impl RequestItem {
    fn from_item(item: Item, version: ProtocolVersion) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(item)?;
        let operation = fields
            .enumeration(Tag::OPERATION, Operation::from_code)?
            .ok_or_else(|| fields.missing(Tag::OPERATION))?;
        let id = take_id(&mut fields)?;
        let payload = fields
            .structure(Tag::REQUEST_PAYLOAD)
            .and_then(|payload| payload.ok_or_else(|| fields.missing(Tag::REQUEST_PAYLOAD)))
            .and_then(|payload| RequestPayload::from_fields(operation, payload, version))
            .map_err(|error| (operation, error));
        let critical = match fields.structure(Tag::MESSAGE_EXTENSION)? {
            Some(mut extension) => extension
                .boolean(Tag::CRITICALITY_INDICATOR)?
                .unwrap_or(false),
            None => false,
        };
        Ok(Self {
            id,
            payload,
            critical_extension: critical,
        })
    }
}

impl ResponseMessage {
    /// The bytes of the message.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        encode(&self.to_item())
    }

    /// The message as one item.
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
        let mut items = vec![header];
        items.extend(self.items.iter().map(|item| item.to_item(self.version)));
        Item::structure(Tag::RESPONSE_MESSAGE, items)
    }

    /// Reads a message.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut fields = Fields::expect(Tag::RESPONSE_MESSAGE, decode(bytes, limits)?)?;
        let mut header = Fields::of(fields.required(Tag::RESPONSE_HEADER)?)?;
        let version = ProtocolVersion::from_item(header.required(Tag::PROTOCOL_VERSION)?)?;
        let time_stamp = header.date_time(Tag::TIME_STAMP)?.unwrap_or_default();
        let items = fields.all(Tag::BATCH_ITEM).into_iter();
        let items = items.map(|item| ResponseItem::from_item(item, version));
        Ok(Self {
            version,
            time_stamp,
            items: items.collect::<Result<_, _>>()?,
        })
    }
}

impl ResponseItem {
    fn to_item(&self, version: ProtocolVersion) -> Item {
        let mut fields = Vec::new();
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

fn id_to_item(id: &[u8]) -> Item {
    Item::bytes(Tag::UNIQUE_BATCH_ITEM_ID, id)
}

fn take_id(fields: &mut Fields) -> Result<Option<Vec<u8>>, DecodeError> {
    Ok(fields
        .bytes(Tag::UNIQUE_BATCH_ITEM_ID)?
        .map(|id| id.to_vec()))
}
