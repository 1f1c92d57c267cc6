//! Modify Attribute: an attribute gets another value (KMIP 1.4, section 4.15).

use super::{Payload, id_fields, optional_id, required_id};
use crate::attribute::{Attribute, take_attributes, take_wrapped};
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// Which object, and the attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifyAttributeRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// The attribute with its new value.
    pub attribute: Attribute,
    /// What it is now, which tells one of several of that name (from 2.0; before there is an index).
    pub current: Option<Attribute>,
}

/// What the attribute is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifyAttributeResponse {
    /// The object's Unique Identifier.
    pub unique_identifier: String,
    /// The attribute, which is no longer told from 2.0.
    pub attribute: Option<Attribute>,
}

impl Payload for ModifyAttributeRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(self.unique_identifier.as_ref());
        let attribute = self.attribute.to_item(version);
        if !version.has_tagged_attributes() {
            fields.push(attribute);
            return fields;
        }
        let current = self.current.as_ref().map(|a| a.to_item(version));
        fields.extend(current.map(|item| Item::structure(Tag::CURRENT_ATTRIBUTE, vec![item])));
        fields.push(Item::structure(Tag::NEW_ATTRIBUTE, vec![attribute]));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let unique_identifier = optional_id(&mut fields)?;
        let current = take_wrapped(&mut fields, Tag::CURRENT_ATTRIBUTE)?;
        let attribute = match take_wrapped(&mut fields, Tag::NEW_ATTRIBUTE)? {
            None => take_attributes(&mut fields)?.pop(),
            new => new,
        };
        let attribute = attribute.ok_or_else(|| fields.missing(Tag::ATTRIBUTE))?;
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
        if !version.has_tagged_attributes() {
            fields.extend(self.attribute.as_ref().map(|a| a.to_item(version)));
        }
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
            attribute: take_attributes(&mut fields)?.pop(),
        })
    }
}
