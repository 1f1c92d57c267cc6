//! Get Attributes: what is known of an object (KMIP 1.4, section 4.12).

use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::attribute::{Attribute, names_to_items, take_attributes, take_names, to_template};
use crate::ttlv::{DecodeError, Fields, Item};
use crate::version::ProtocolVersion;

/// Which object, and which attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetAttributesRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// The names of the attributes; all of them when there is none.
    pub names: Vec<String>,
}

impl GetAttributesRequest {
    /// A request for the attributes of those names, or for all of them when `names` is empty, of the
    /// object of that Unique Identifier, or of the ID Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>, names: Vec<String>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            names,
        }
    }
}

/// What is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetAttributesResponse {
    /// The object's Unique Identifier.
    pub unique_identifier: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

impl GetAttributesResponse {
    /// The response with the attributes of the object of that Unique Identifier.
    #[must_use]
    pub fn new(unique_identifier: impl Into<String>, attributes: Vec<Attribute>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            attributes,
        }
    }
}

impl Payload for GetAttributesRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(self.unique_identifier.as_ref());
        fields.extend(names_to_items(&self.names, version));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: optional_id(&mut fields)?,
            names: take_names(&mut fields)?,
        })
    }
}

impl Payload for GetAttributesResponse {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(Some(&self.unique_identifier));
        if version.has_tagged_attributes() {
            fields.push(to_template(&self.attributes, version));
        } else {
            fields.extend(self.attributes.iter().map(|a| a.to_item(version)));
        }
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
            attributes: take_attributes(&mut fields)?,
        })
    }
}
