//! Create: the server makes a symmetric key (KMIP 1.4, section 4.1).

use super::{Payload, required_id};
use crate::attribute::{Attribute, take_attributes, to_template};
use crate::enums::ObjectType;
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// What to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateRequest {
    /// The type of the object.
    pub object_type: ObjectType,
    /// Its attributes, among them Cryptographic Algorithm, Length and Usage Mask.
    pub attributes: Vec<Attribute>,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateResponse {
    /// The type of the object.
    pub object_type: ObjectType,
    /// Its Unique Identifier.
    pub unique_identifier: String,
}

impl Payload for CreateRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        vec![
            Item::enumeration(Tag::OBJECT_TYPE, self.object_type.code()),
            to_template(&self.attributes, version),
        ]
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            object_type: required_type(&mut fields)?,
            attributes: take_attributes(&mut fields)?,
        })
    }
}

impl Payload for CreateResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        vec![
            Item::enumeration(Tag::OBJECT_TYPE, self.object_type.code()),
            Item::text(Tag::UNIQUE_IDENTIFIER, self.unique_identifier.as_str()),
        ]
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            object_type: required_type(&mut fields)?,
            unique_identifier: required_id(&mut fields)?,
        })
    }
}

/// The Object Type, which has to be there.
pub(super) fn required_type(fields: &mut Fields) -> Result<ObjectType, DecodeError> {
    fields
        .enumeration(Tag::OBJECT_TYPE, ObjectType::from_code)?
        .ok_or_else(|| fields.missing(Tag::OBJECT_TYPE))
}
