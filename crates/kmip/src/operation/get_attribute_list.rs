//! Get Attribute List: which attributes an object has (KMIP 1.4, section 4.13).

use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::attribute::{names_to_items, take_names};
use crate::ttlv::{DecodeError, Fields, Item};
use crate::version::ProtocolVersion;

/// Which object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetAttributeListRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
}

impl GetAttributeListRequest {
    /// A request for the attribute names of the object of that Unique Identifier, or of the ID
    /// Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
        }
    }
}

/// The names of its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetAttributeListResponse {
    /// The object's Unique Identifier.
    pub unique_identifier: String,
    /// The names.
    pub names: Vec<String>,
}

impl GetAttributeListResponse {
    /// The response with the attribute names of the object of that Unique Identifier.
    #[must_use]
    pub fn new(unique_identifier: impl Into<String>, names: Vec<String>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            names,
        }
    }
}

impl Payload for GetAttributeListRequest {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        id_fields(self.unique_identifier.as_ref())
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: optional_id(&mut fields)?,
        })
    }
}

impl Payload for GetAttributeListResponse {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(Some(&self.unique_identifier));
        fields.extend(names_to_items(&self.names, version));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
            names: take_names(&mut fields)?,
        })
    }
}
