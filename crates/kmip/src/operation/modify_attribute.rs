//! Modify Attribute: an attribute gets another value (KMIP 1.4, section 4.15).

use super::attribute_field::{attribute_in, new_attribute_in, take_new_attribute};
use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::attribute::{Attribute, take_attributes, take_wrapped};
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// Which object, and the attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModifyAttributeRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// The attribute with its new value.
    pub attribute: Attribute,
    /// Its current value, which selects one of several of that name (from 2.0; 1.x has an index).
    pub current: Option<Attribute>,
}

impl ModifyAttributeRequest {
    /// A request about the object of that Unique Identifier, or of the ID Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>, attribute: Attribute) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            attribute,
            current: None,
        }
    }

    /// With the current value, which selects one of several attributes of that name (from 2.0).
    #[must_use]
    pub fn with_current(mut self, current: Attribute) -> Self {
        self.current = Some(current);
        self
    }
}

/// What the attribute is now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModifyAttributeResponse {
    /// The object's Unique Identifier.
    pub unique_identifier: String,
    /// The attribute; responses from 2.0 do not have it.
    pub attribute: Option<Attribute>,
}

impl ModifyAttributeResponse {
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

impl Payload for ModifyAttributeRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(self.unique_identifier.as_ref());
        if version.has_tagged_attributes() {
            let current = self.current.as_ref().map(|a| a.to_item(version));
            fields.extend(current.map(|item| Item::structure(Tag::CURRENT_ATTRIBUTE, vec![item])));
        }
        fields.push(new_attribute_in(version, &self.attribute));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let unique_identifier = optional_id(&mut fields)?;
        let current = take_wrapped(&mut fields, Tag::CURRENT_ATTRIBUTE)?;
        let attribute = take_new_attribute(&mut fields)?;
        Ok(Self {
            unique_identifier,
            attribute,
            current,
        })
    }
}

impl Payload for ModifyAttributeResponse {
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
