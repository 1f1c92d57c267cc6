//! Register: the client brings an object of its own (KMIP 1.4, section 4.3).

use super::payload::{Payload, id_fields, required_id, required_type};
use crate::attribute::{Attribute, take_template, to_template_naming};
use crate::enums::ObjectType;
use crate::object::ManagedObject;
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// What to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegisterRequest {
    /// The type of the object.
    pub object_type: ObjectType,
    /// The names of templates that it follows (until 1.4); its own attributes come before theirs.
    pub templates: Vec<String>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// The object itself.
    pub object: ManagedObject,
}

impl RegisterRequest {
    /// A request to register that object with those attributes.
    #[must_use]
    pub fn new(attributes: Vec<Attribute>, object: ManagedObject) -> Self {
        Self {
            object_type: object.object_type(),
            templates: Vec::new(),
            attributes,
            object,
        }
    }
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegisterResponse {
    /// Its Unique Identifier.
    pub unique_identifier: String,
}

impl RegisterResponse {
    /// The response with the Unique Identifier of the new object.
    #[must_use]
    pub fn new(unique_identifier: impl Into<String>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
        }
    }
}

impl Payload for RegisterRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        vec![
            Item::enumeration(Tag::OBJECT_TYPE, self.object_type.code()),
            to_template_naming(&self.templates, &self.attributes, version),
            self.object.to_item(),
        ]
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let (templates, attributes) = take_template(&mut fields)?;
        Ok(Self {
            object_type: required_type(&mut fields)?,
            templates,
            attributes,
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
