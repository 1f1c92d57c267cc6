//! Register: the client brings an object of its own (KMIP 1.4, section 4.3).

use super::create::required_type;
use super::{Payload, id_fields, required_id};
use crate::attribute::{Attribute, take_attributes, to_template};
use crate::enums::ObjectType;
use crate::object::ManagedObject;
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// What to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRequest {
    /// The type of the object.
    pub object_type: ObjectType,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// The object itself.
    pub object: ManagedObject,
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterResponse {
    /// Its Unique Identifier.
    pub unique_identifier: String,
}

impl Payload for RegisterRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        vec![
            Item::enumeration(Tag::OBJECT_TYPE, self.object_type.code()),
            to_template(&self.attributes, version),
            self.object.to_item(),
        ]
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            object_type: required_type(&mut fields)?,
            attributes: take_attributes(&mut fields)?,
            object: ManagedObject::take(&mut fields)?,
        })
    }
}

impl Payload for RegisterResponse {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        id_fields(Some(&self.unique_identifier))
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
        })
    }
}
