//! Create: the server makes a symmetric key (KMIP 1.4, section 4.1).

use super::payload::{Payload, required_id, required_type};
use crate::attribute::{Attribute, take_template, to_template_naming};
use crate::enums::ObjectType;
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// What to make.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateRequest {
    /// The type of the object.
    pub object_type: ObjectType,
    /// The names of templates that it follows (until 1.4); its own attributes come before theirs.
    pub templates: Vec<String>,
    /// Its attributes, among them Cryptographic Algorithm, Length and Usage Mask.
    pub attributes: Vec<Attribute>,
}

impl CreateRequest {
    /// A request for an object of that type with those attributes.
    #[must_use]
    pub fn new(object_type: ObjectType, attributes: Vec<Attribute>) -> Self {
        Self {
            object_type,
            templates: Vec::new(),
            attributes,
        }
    }
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateResponse {
    /// The type of the object.
    pub object_type: ObjectType,
    /// Its Unique Identifier.
    pub unique_identifier: String,
}

impl CreateResponse {
    /// The response about a new object of that type and Unique Identifier.
    #[must_use]
    pub fn new(object_type: ObjectType, unique_identifier: impl Into<String>) -> Self {
        Self {
            object_type,
            unique_identifier: unique_identifier.into(),
        }
    }
}

impl Payload for CreateRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        vec![
            Item::enumeration(Tag::OBJECT_TYPE, self.object_type.code()),
            to_template_naming(&self.templates, &self.attributes, version),
        ]
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let (templates, attributes) = take_template(&mut fields)?;
        Ok(Self {
            object_type: required_type(&mut fields)?,
            templates,
            attributes,
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
