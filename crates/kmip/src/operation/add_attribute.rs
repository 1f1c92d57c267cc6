//! Add Attribute: an object gets a further attribute (KMIP 1.4, section 4.14).

use super::attribute_field::{attribute_in, new_attribute_in, take_new_attribute};
use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::attribute::{Attribute, take_attributes};
use crate::ttlv::{DecodeError, Fields, Item};
use crate::version::ProtocolVersion;

/// Which object, and the attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddAttributeRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// The attribute.
    pub attribute: Attribute,
}

impl AddAttributeRequest {
    /// A request about the object of that Unique Identifier, or of the ID Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>, attribute: Attribute) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            attribute,
        }
    }
}

/// What the attribute is now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddAttributeResponse {
    /// The object's Unique Identifier.
    pub unique_identifier: String,
    /// The attribute; responses from 2.0 do not have it.
    pub attribute: Option<Attribute>,
}

impl AddAttributeResponse {
    /// The response about the object of that Unique Identifier, and the attribute.
    #[must_use]
    pub fn new(
        unique_identifier: impl Into<String>,
        attribute: impl Into<Option<Attribute>>,
    ) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            attribute: attribute.into(),
        }
    }
}

impl Payload for AddAttributeRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(self.unique_identifier.as_ref());
        fields.push(new_attribute_in(version, &self.attribute));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let unique_identifier = optional_id(&mut fields)?;
        let attribute = take_new_attribute(&mut fields)?;
        Ok(Self {
            unique_identifier,
            attribute,
        })
    }
}

impl Payload for AddAttributeResponse {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(Some(&self.unique_identifier));
        fields.extend(attribute_in(version, self.attribute.as_ref()));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
            attribute: take_attributes(&mut fields)?.pop(),
        })
    }
}
