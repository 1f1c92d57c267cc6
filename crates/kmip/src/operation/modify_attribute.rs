//! Modify Attribute: an attribute gets another value (KMIP 1.4, section 4.15).

use super::{Payload, id_fields, required_id};
use crate::attribute::{Attribute, take_attributes};
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// Which object, and the attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifyAttributeRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// The attribute.
    pub attribute: Attribute,
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
        fields.push(if version.has_tagged_attributes() {
            Item::structure(Tag::NEW_ATTRIBUTE, vec![attribute])
        } else {
            attribute
        });
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let unique_identifier = fields.text(Tag::UNIQUE_IDENTIFIER)?;
        let attribute = match fields.structure(Tag::NEW_ATTRIBUTE)? {
            Some(new) => new
                .rest()
                .into_iter()
                .next()
                .map(Attribute::from_item)
                .transpose()?,
            None => take_attributes(&mut fields)?.pop(),
        };
        let attribute = attribute.ok_or_else(|| fields.missing(Tag::ATTRIBUTE))?;
        Ok(Self {
            unique_identifier,
            attribute,
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
