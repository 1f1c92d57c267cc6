//! A request (KMIP 1.4, section 7.1).

use zeroize::{Zeroize, Zeroizing};

use super::extensions::remove_written;
use super::{batch_item_id, correlation_values, version_gate};
use crate::credential::Credential;
use crate::enums::{BatchErrorContinuationOption, Operation};
use crate::operation::RequestPayload;
use crate::ttlv::{DecodeError, Fields, Item, Limits, Tag, Value, decode, encode};
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
#[non_exhaustive]
pub struct RequestHeader {
    /// The version that the message is written in.
    pub version: ProtocolVersion,
    /// The longest response that the client accepts, in bytes.
    pub max_response_size: Option<i32>,
    /// Whether the response may come later, when the client polls for it.
    pub asynchronous: Option<bool>,
    /// Who the client says it is.
    pub credential: Option<Credential>,
    /// What to do when an item fails.
    pub on_error: Option<BatchErrorContinuationOption>,
    /// Whether the items have to be done in their order.
    pub in_order: Option<bool>,
    /// The client's time, in seconds since 1970 UTC.
    pub time_stamp: Option<i64>,
    /// How many items the batch has, as the header says that was read. What is written is counted.
    pub batch_count: i32,
    /// What the client calls the message (from 1.4).
    pub client_correlation_value: Option<String>,
    /// What the server has called a message of the client's before (from 1.4).
    pub server_correlation_value: Option<String>,
    /// Further fields, as they came.
    pub other: Vec<Item>,
}

/// An item of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestItem {
    /// The client's Unique Batch Item ID, which the response repeats.
    pub id: Option<Vec<u8>>,
    /// What is asked for; the operation and an error when its payload is malformed.
    pub payload: Result<RequestPayload, (Operation, DecodeError)>,
    /// Whether it carries an extension that must be understood (section 6.16).
    pub critical_extension: bool,
    /// The fields of the payload that are none of the standard's, as they came.
    pub payload_extensions: Vec<Item>,
    /// Further fields, such as Message Extensions, as they came.
    pub other: Vec<Item>,
}

impl RequestMessage {
    /// A request of one item.
    #[must_use]
    pub fn single(version: ProtocolVersion, payload: RequestPayload) -> Self {
        Self {
            header: RequestHeader::new(version),
            items: vec![RequestItem::new(payload)],
        }
    }

    /// A request of several items, which are numbered when there is more than one.
    #[must_use]
    pub fn batch(version: ProtocolVersion, payloads: Vec<RequestPayload>) -> Self {
        let mut header = RequestHeader::new(version);
        header.batch_count = count(payloads.len());
        let is_single = payloads.len() == 1;
        let items = (1u32..).zip(payloads).map(|(number, payload)| {
            let item = RequestItem::new(payload);
            if is_single {
                item
            } else {
                item.with_id(number.to_be_bytes())
            }
        });
        Self {
            items: items.collect(),
            header,
        }
    }

    /// The bytes of the message, of which no copy is left behind. An item without a payload is not
    /// written.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut item = self.to_item();
        let bytes = encode(&item);
        item.zeroize();
        bytes
    }

    /// The first tag or attribute in the message that its version does not have yet. Such a message
    /// is not to be sent: the server would refuse it, or pass over what it does not know.
    #[must_use]
    pub fn newer_than_version(&self) -> Option<Tag> {
        let mut item = self.to_item();
        let newer = version_gate::find(&item, self.header.version);
        // A password may be in it.
        item.zeroize();
        newer
    }

    /// The message as one item.
    #[must_use]
    pub fn to_item(&self) -> Item {
        let version = self.header.version;
        let written = self.items.iter().filter(|item| item.payload.is_ok());
        let mut items = vec![self.header.to_item(count(written.count()))];
        items.extend(self.items.iter().filter_map(|item| {
            let payload = item.payload.as_ref().ok()?;
            let mut fields = vec![Item::enumeration(
                Tag::OPERATION,
                payload.operation().code(),
            )];
            fields.extend(item.id.as_ref().map(|id| batch_item_id::to_item(id)));
            let mut within = payload.to_fields(version);
            within.extend(item.payload_extensions.iter().cloned());
            fields.push(Item::structure(Tag::REQUEST_PAYLOAD, within));
            fields.extend(item.other.iter().cloned());
            Some(Item::structure(Tag::BATCH_ITEM, fields))
        }));
        Item::structure(Tag::REQUEST_MESSAGE, items)
    }

    /// Reads a message.
    ///
    /// # Errors
    /// When it is malformed. A payload that is not that of its operation is an error of its item
    /// only.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        let mut fields = Fields::expect(Tag::REQUEST_MESSAGE, decode(bytes, limits)?)?;
        let header = RequestHeader::from_item(fields.required(Tag::REQUEST_HEADER)?)?;
        let items = fields.into_all(Tag::BATCH_ITEM);
        let items = items.map(|item| RequestItem::from_item(item, header.version));
        let items = match items.collect::<Result<_, _>>() {
            Err(_) if !header.version.is_supported() => Vec::new(),
            items => items?,
        };
        Ok(Self { header, items })
    }
}

impl RequestHeader {
    /// The header of a batch of one item, written in `version`, with nothing that may be left out.
    #[must_use]
    pub fn new(version: ProtocolVersion) -> Self {
        Self {
            version,
            max_response_size: None,
            asynchronous: None,
            credential: None,
            on_error: None,
            in_order: None,
            time_stamp: None,
            batch_count: 1,
            client_correlation_value: None,
            server_correlation_value: None,
            other: Vec::new(),
        }
    }

    fn to_item(&self, batch_count: i32) -> Item {
        let mut fields = vec![self.version.to_item()];
        fields.extend(
            self.max_response_size
                .map(|n| Item::integer(Tag::MAXIMUM_RESPONSE_SIZE, n)),
        );
        fields.extend(
            self.asynchronous
                .map(|may| asynchronous_to_item(may, self.version)),
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
        fields.extend(correlation_values::to_items(
            self.client_correlation_value.as_deref(),
            self.server_correlation_value.as_deref(),
        ));
        fields.extend(self.other.iter().cloned());
        fields.push(Item::integer(Tag::BATCH_COUNT, batch_count));
        Item::structure(Tag::REQUEST_HEADER, fields)
    }

    fn from_item(item: Item) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(item)?;
        let version = ProtocolVersion::from_item(fields.required(Tag::PROTOCOL_VERSION)?)?;
        Ok(Self {
            version,
            asynchronous: take_asynchronous(&mut fields)?,
            max_response_size: fields.integer(Tag::MAXIMUM_RESPONSE_SIZE)?,
            credential: Credential::take(&mut fields)?,
            on_error: fields.enumeration(
                Tag::BATCH_ERROR_CONTINUATION_OPTION,
                BatchErrorContinuationOption::from_code,
            )?,
            in_order: fields.boolean(Tag::BATCH_ORDER_OPTION)?,
            time_stamp: fields.date_time(Tag::TIME_STAMP)?,
            batch_count: match fields.integer(Tag::BATCH_COUNT)? {
                Some(count) => count,
                // A header of another kind, of which no more than the version is known.
                None if !version.is_supported() => 0,
                None => return Err(fields.missing(Tag::BATCH_COUNT)),
            },
            client_correlation_value: fields.text(Tag::CLIENT_CORRELATION_VALUE)?,
            server_correlation_value: fields.text(Tag::SERVER_CORRELATION_VALUE)?,
            other: fields.rest(),
        })
    }
}

impl RequestItem {
    /// An item that asks for `payload`, without a Unique Batch Item ID.
    #[must_use]
    pub fn new(payload: RequestPayload) -> Self {
        Self {
            id: None,
            payload: Ok(payload),
            critical_extension: false,
            payload_extensions: Vec::new(),
            other: Vec::new(),
        }
    }

    /// With that Unique Batch Item ID, which distinguishes the items of a batch.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<Vec<u8>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> Operation {
        match &self.payload {
            Ok(payload) => payload.operation(),
            Err((operation, _)) => *operation,
        }
    }

    fn from_item(item: Item, version: ProtocolVersion) -> Result<Self, DecodeError> {
        let mut fields = Fields::of(item)?;
        let operation = fields
            .enumeration(Tag::OPERATION, Operation::from_code)?
            .ok_or_else(|| fields.missing(Tag::OPERATION))?;
        let id = batch_item_id::take(&mut fields)?;
        let payload = fields
            .structure(Tag::REQUEST_PAYLOAD)
            .and_then(|payload| payload.ok_or_else(|| fields.missing(Tag::REQUEST_PAYLOAD)));
        let mut payload_extensions = Vec::new();
        let payload = payload.and_then(|payload| {
            payload_extensions = payload.foreign();
            RequestPayload::from_fields(operation, payload, version)
        });
        if let Ok(payload) = &payload {
            remove_written(&mut payload_extensions, || payload.to_fields(version));
        }
        let other = fields.rest();
        let mut critical = false;
        for extension in other
            .iter()
            .filter(|item| item.tag == Tag::MESSAGE_EXTENSION)
        {
            let mut extension = Fields::of(extension.clone())?;
            let indicator = extension.boolean(Tag::CRITICALITY_INDICATOR)?;
            critical |= indicator.unwrap_or(false);
        }
        Ok(Self {
            id,
            payload: payload.map_err(|error| (operation, error)),
            critical_extension: critical,
            payload_extensions,
            other,
        })
    }
}

/// As a Batch Count.
fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}

/// Whether the response may come later: yes or no, and from 2.0 Mandatory, Optional or Prohibited
/// (KMIP 1.4, section 6.7; KMIP 2.1, section 11.2).
const MANDATORY: u32 = 1;
const PROHIBITED: u32 = 3;

fn asynchronous_to_item(may: bool, version: ProtocolVersion) -> Item {
    if !version.has_tagged_attributes() {
        return Item::boolean(Tag::ASYNCHRONOUS_INDICATOR, may);
    }
    let code = if may { MANDATORY } else { PROHIBITED };
    Item::enumeration(Tag::ASYNCHRONOUS_INDICATOR, code)
}

fn take_asynchronous(fields: &mut Fields) -> Result<Option<bool>, DecodeError> {
    let indicator = fields.item(Tag::ASYNCHRONOUS_INDICATOR);
    match indicator.map(|item| item.value) {
        None => Ok(None),
        Some(Value::Boolean(may)) => Ok(Some(may)),
        Some(Value::Enumeration(code)) => Ok(Some(code == MANDATORY)),
        Some(_) => Err(DecodeError::WrongType(Tag::ASYNCHRONOUS_INDICATOR)),
    }
}
