//! Re-key: a new key takes the place of an old one (KMIP 1.4, section 4.4).

use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::attribute::{Attribute, take_attributes, to_template};
use crate::ttlv::{DecodeError, Fields, Item, Tag, Value};
use crate::version::ProtocolVersion;

/// Which key to replace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReKeyRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// Seconds from the old key's to the new key's activation.
    pub offset: Option<u32>,
    /// What is different about the new key.
    pub attributes: Vec<Attribute>,
}

impl ReKeyRequest {
    /// A request to replace the key of that Unique Identifier, or of the ID Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            ..Self::default()
        }
    }

    /// Sets the seconds from the activation of the old key to that of the new key.
    #[must_use]
    pub fn with_offset(mut self, offset: u32) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Sets the attributes in which the new key differs.
    #[must_use]
    pub fn with_attributes(mut self, attributes: Vec<Attribute>) -> Self {
        self.attributes = attributes;
        self
    }
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReKeyResponse {
    /// The Unique Identifier of the new key.
    pub unique_identifier: String,
}

impl ReKeyResponse {
    /// The response with the Unique Identifier of the new object.
    #[must_use]
    pub fn new(unique_identifier: impl Into<String>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
        }
    }
}

impl Payload for ReKeyRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(self.unique_identifier.as_ref());
        fields.extend(
            self.offset
                .map(|s| Item::new(Tag::OFFSET, Value::Interval(s))),
        );
        if !self.attributes.is_empty() {
            fields.push(to_template(&self.attributes, version));
        }
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let offset = match fields.item(Tag::OFFSET).map(|item| item.value) {
            None => None,
            Some(Value::Interval(seconds)) => Some(seconds),
            Some(_) => return Err(DecodeError::WrongType(Tag::OFFSET)),
        };
        Ok(Self {
            unique_identifier: optional_id(&mut fields)?,
            offset,
            attributes: take_attributes(&mut fields)?,
        })
    }
}

impl Payload for ReKeyResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        id_fields(Some(&self.unique_identifier))
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
        })
    }
}
