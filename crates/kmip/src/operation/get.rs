//! Get: the object itself (KMIP 1.4, section 4.11).

use super::payload::{Payload, id_fields, optional_id, required_id, required_type};
use crate::enums::{KeyCompressionType, KeyFormatType, ObjectType};
use crate::object::ManagedObject;
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

const KEY_WRAP_TYPE: Tag = Tag::new(0x42_00F8);

/// Which object, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// How the material should be written.
    pub key_format_type: Option<KeyFormatType>,
    /// How the key should be compressed.
    pub key_compression_type: Option<KeyCompressionType>,
    /// How the key should be wrapped, as it came.
    pub key_wrapping_specification: Option<Item>,
    /// The number of the Key Wrap Type (from 1.4): 1 not wrapped, 2 as it was registered.
    pub key_wrap_type: Option<u32>,
}

impl GetRequest {
    /// A request for the object of that Unique Identifier, or of the ID Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            ..Self::default()
        }
    }

    /// Asks for the material in that format.
    #[must_use]
    pub fn with_key_format_type(mut self, key_format_type: KeyFormatType) -> Self {
        self.key_format_type = Some(key_format_type);
        self
    }

    /// Asks for the key compressed in that way.
    #[must_use]
    pub fn with_key_compression_type(mut self, key_compression_type: KeyCompressionType) -> Self {
        self.key_compression_type = Some(key_compression_type);
        self
    }

    /// Asks for the key not wrapped (1), or as it was registered (2; from 1.4).
    #[must_use]
    pub fn with_key_wrap_type(mut self, key_wrap_type: u32) -> Self {
        self.key_wrap_type = Some(key_wrap_type);
        self
    }

    /// Asks for the key wrapped as that structure specifies.
    #[must_use]
    pub fn with_key_wrapping_specification(mut self, key_wrapping_specification: Item) -> Self {
        self.key_wrapping_specification = Some(key_wrapping_specification);
        self
    }
}

/// The object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetResponse {
    /// Its type.
    pub object_type: ObjectType,
    /// Its Unique Identifier.
    pub unique_identifier: String,
    /// The object itself.
    pub object: ManagedObject,
}

impl GetResponse {
    /// The response with that object, of that Unique Identifier.
    #[must_use]
    pub fn new(unique_identifier: impl Into<String>, object: ManagedObject) -> Self {
        Self {
            object_type: object.object_type(),
            unique_identifier: unique_identifier.into(),
            object,
        }
    }
}

impl Payload for GetRequest {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(self.unique_identifier.as_ref());
        let format = self.key_format_type.map(KeyFormatType::code);
        fields.extend(format.map(|code| Item::enumeration(Tag::KEY_FORMAT_TYPE, code)));
        let wrap_type = self.key_wrap_type;
        fields.extend(wrap_type.map(|code| Item::enumeration(KEY_WRAP_TYPE, code)));
        let compression = self.key_compression_type.map(KeyCompressionType::code);
        fields.extend(compression.map(|code| Item::enumeration(Tag::KEY_COMPRESSION_TYPE, code)));
        fields.extend(self.key_wrapping_specification.clone());
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: optional_id(&mut fields)?,
            key_format_type: fields.enumeration(Tag::KEY_FORMAT_TYPE, KeyFormatType::from_code)?,
            key_compression_type: fields
                .enumeration(Tag::KEY_COMPRESSION_TYPE, KeyCompressionType::from_code)?,
            key_wrapping_specification: fields.item(Tag::KEY_WRAPPING_SPECIFICATION),
            key_wrap_type: fields.enumeration(KEY_WRAP_TYPE, |code| code)?,
        })
    }
}

impl Payload for GetResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        vec![
            Item::enumeration(Tag::OBJECT_TYPE, self.object_type.code()),
            Item::text(Tag::UNIQUE_IDENTIFIER, self.unique_identifier.as_str()),
            self.object.to_item(),
        ]
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            object_type: required_type(&mut fields)?,
            unique_identifier: required_id(&mut fields)?,
            object: ManagedObject::take(&mut fields)?,
        })
    }
}
