//! What the payloads of all operations have in common.

use crate::enums::{ObjectType, Operation};
use crate::ttlv::{DecodeError, Fields, Item, Tag, Value};
use crate::version::ProtocolVersion;

/// What a batch item carries: fields, as a version of the protocol writes them.
pub trait Payload: Sized {
    /// The fields, in the order of the standard.
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item>;

    /// Reads the fields. Unknown ones are tolerated.
    ///
    /// # Errors
    /// When a field is missing or of the wrong type.
    fn from_fields(fields: Fields, version: ProtocolVersion) -> Result<Self, DecodeError>;
}

/// The fields of an operation that this crate does not know, as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPayload {
    /// The operation.
    pub operation: Operation,
    /// Its fields.
    pub fields: Vec<Item>,
}

/// The Unique Identifier of a request; `None` for the ID Placeholder, which is meant when it is left out
/// (KMIP 1.4, section 4), and which has a number of its own from 2.0.
pub(super) fn optional_id(fields: &mut Fields) -> Result<Option<String>, DecodeError> {
    const ID_PLACEHOLDER: u32 = 1;
    match fields.item(Tag::UNIQUE_IDENTIFIER).map(|item| item.value) {
        None | Some(Value::Enumeration(ID_PLACEHOLDER)) => Ok(None),
        Some(Value::TextString(id)) => Ok(Some(id)),
        // What an earlier operation of another kind has left: only the placeholder is kept.
        Some(Value::Enumeration(_)) => Err(DecodeError::InvalidValue(Tag::UNIQUE_IDENTIFIER)),
        Some(_) => Err(DecodeError::WrongType(Tag::UNIQUE_IDENTIFIER)),
    }
}

/// The Unique Identifier of a response, which is required.
pub(super) fn required_id(fields: &mut Fields) -> Result<String, DecodeError> {
    fields
        .text(Tag::UNIQUE_IDENTIFIER)?
        .ok_or_else(|| fields.missing(Tag::UNIQUE_IDENTIFIER))
}

/// The Unique Identifier of a request, which may be left out for the ID Placeholder.
pub(super) fn id_fields(id: Option<&String>) -> Vec<Item> {
    id.map(|id| Item::text(Tag::UNIQUE_IDENTIFIER, id.as_str()))
        .into_iter()
        .collect()
}

/// The Object Type, which is required.
pub(super) fn required_type(fields: &mut Fields) -> Result<ObjectType, DecodeError> {
    fields
        .enumeration(Tag::OBJECT_TYPE, ObjectType::from_code)?
        .ok_or_else(|| fields.missing(Tag::OBJECT_TYPE))
}
