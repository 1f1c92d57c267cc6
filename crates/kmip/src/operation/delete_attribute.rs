//! Delete Attribute: an object loses an attribute (KMIP 1.4, section 4.16).

use super::attribute_field::attribute_in;
use super::payload::{Payload, id_fields, optional_id, required_id};
use crate::attribute::{Attribute, names_to_items, take_attributes, take_names, take_wrapped};
use crate::ttlv::{DecodeError, Fields, Item, Tag, Value};
use crate::version::ProtocolVersion;

/// Which object, and which attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteAttributeRequest {
    /// Its Unique Identifier; the ID Placeholder of the batch when it is left out.
    pub unique_identifier: Option<String>,
    /// The name of the attribute.
    pub name: String,
    /// Which one of several of that name (1.x only).
    pub index: Option<i32>,
    /// Its value, which selects one of several of that name (from 2.0).
    pub value: Option<Value>,
}

impl DeleteAttributeRequest {
    /// A request to delete the attribute of that name from the object of that Unique Identifier, or of
    /// the ID Placeholder without one.
    #[must_use]
    pub fn new(unique_identifier: impl Into<Option<String>>, name: impl Into<String>) -> Self {
        Self {
            unique_identifier: unique_identifier.into(),
            name: name.into(),
            index: None,
            value: None,
        }
    }

    /// Names one of several attributes of that name by its index (1.x only).
    #[must_use]
    pub fn with_index(mut self, index: i32) -> Self {
        self.index = Some(index);
        self
    }

    /// Names one of several attributes of that name by its value (from 2.0).
    #[must_use]
    pub fn with_value(mut self, value: Value) -> Self {
        self.value = Some(value);
        self
    }
}

/// What was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteAttributeResponse {
    /// The object's Unique Identifier.
    pub unique_identifier: String,
    /// The attribute; responses from 2.0 do not have it.
    pub attribute: Option<Attribute>,
}

impl DeleteAttributeResponse {
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

impl Payload for DeleteAttributeRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(self.unique_identifier.as_ref());
        let name = names_to_items(std::slice::from_ref(&self.name), version);
        match &self.value {
            Some(value) if version.has_tagged_attributes() => {
                let current = Attribute::new(&self.name, value.clone()).to_item(version);
                fields.push(Item::structure(Tag::CURRENT_ATTRIBUTE, vec![current]));
            }
            _ => fields.extend(name),
        }
        if !version.has_tagged_attributes() {
            let index = self.index.map(|n| Item::integer(Tag::ATTRIBUTE_INDEX, n));
            fields.extend(index);
        }
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let unique_identifier = optional_id(&mut fields)?;
        let index = fields.integer(Tag::ATTRIBUTE_INDEX)?;
        // From 2.0 either the attribute with its value or a reference to it.
        let (name, value) = match take_wrapped(&mut fields, Tag::CURRENT_ATTRIBUTE)? {
            Some(current) => (Some(current.name), Some(current.value)),
            None => (take_names(&mut fields)?.pop(), None),
        };
        let name = name.ok_or_else(|| fields.missing(Tag::ATTRIBUTE_NAME))?;
        Ok(Self {
            unique_identifier,
            name,
            index,
            value,
        })
    }
}

impl Payload for DeleteAttributeResponse {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = id_fields(Some(&self.unique_identifier));
        fields.extend(attribute_in(version, self.attribute.as_ref()));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let attribute = take_attributes(&mut fields)?.pop();
        let attribute = attribute.filter(|a| a.value != Value::Structure(Vec::new()));
        Ok(Self {
            unique_identifier: required_id(&mut fields)?,
            attribute,
        })
    }
}
