//! Locate: which objects have these attributes (KMIP 1.4, section 4.9).

use super::payload::Payload;
use crate::attribute::{Attribute, take_attributes, to_template};
use crate::enums::ObjectGroupMember;
use crate::ttlv::{DecodeError, Fields, Item, Tag, Value};
use crate::version::ProtocolVersion;

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocateRequest {
    /// The largest number of Unique Identifiers to return.
    pub maximum_items: Option<i32>,
    /// How many objects to skip first (from 1.3).
    pub offset_items: Option<i32>,
    /// Where the objects are: 1 on-line, 2 archived.
    pub storage_status_mask: Option<i32>,
    /// Which members of a group (from 1.1).
    pub object_group_member: Option<ObjectGroupMember>,
    /// What they have in common.
    pub attributes: Vec<Attribute>,
}

impl LocateRequest {
    /// A request for the objects that have those attributes.
    #[must_use]
    pub fn new(attributes: Vec<Attribute>) -> Self {
        Self {
            attributes,
            ..Self::default()
        }
    }

    /// Asks for at most that many Unique Identifiers.
    #[must_use]
    pub fn with_maximum_items(mut self, maximum_items: i32) -> Self {
        self.maximum_items = Some(maximum_items);
        self
    }

    /// Skips that many objects first (from 1.3).
    #[must_use]
    pub fn with_offset_items(mut self, offset_items: i32) -> Self {
        self.offset_items = Some(offset_items);
        self
    }

    /// Looks among on-line objects (1), archived objects (2), or both (3).
    #[must_use]
    pub fn with_storage_status_mask(mut self, storage_status_mask: i32) -> Self {
        self.storage_status_mask = Some(storage_status_mask);
        self
    }

    /// Looks among those members of a group (from 1.1).
    #[must_use]
    pub fn with_object_group_member(mut self, object_group_member: ObjectGroupMember) -> Self {
        self.object_group_member = Some(object_group_member);
        self
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocateResponse {
    /// How many there are in all (from 1.3).
    pub located_items: Option<i32>,
    /// Their Unique Identifiers.
    pub unique_identifiers: Vec<String>,
}

impl LocateResponse {
    /// The response with those Unique Identifiers.
    #[must_use]
    pub fn new(unique_identifiers: Vec<String>) -> Self {
        Self {
            located_items: None,
            unique_identifiers,
        }
    }

    /// Tells how many objects there are in all (from 1.3).
    #[must_use]
    pub fn with_located_items(mut self, located_items: i32) -> Self {
        self.located_items = Some(located_items);
        self
    }
}

impl Payload for LocateRequest {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = Vec::new();
        fields.extend(
            self.maximum_items
                .map(|n| Item::integer(Tag::MAXIMUM_ITEMS, n)),
        );
        if version >= ProtocolVersion::V1_3 {
            fields.extend(
                self.offset_items
                    .map(|n| Item::integer(Tag::OFFSET_ITEMS, n)),
            );
        }
        fields.extend(
            self.storage_status_mask
                .map(|m| Item::integer(Tag::STORAGE_STATUS_MASK, m)),
        );
        if version >= ProtocolVersion::V1_1 {
            let member = self.object_group_member.map(ObjectGroupMember::code);
            fields.extend(member.map(|code| Item::enumeration(Tag::OBJECT_GROUP_MEMBER, code)));
        }
        if version.has_tagged_attributes() {
            fields.push(to_template(&self.attributes, version));
        } else {
            fields.extend(self.attributes.iter().map(|a| a.to_item(version)));
        }
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self {
            maximum_items: fields.integer(Tag::MAXIMUM_ITEMS)?,
            offset_items: fields.integer(Tag::OFFSET_ITEMS)?,
            storage_status_mask: fields.integer(Tag::STORAGE_STATUS_MASK)?,
            object_group_member: fields
                .enumeration(Tag::OBJECT_GROUP_MEMBER, ObjectGroupMember::from_code)?,
            attributes: take_attributes(&mut fields)?,
        })
    }
}

impl Payload for LocateResponse {
    fn to_fields(&self, version: ProtocolVersion) -> Vec<Item> {
        let mut fields = Vec::new();
        if version >= ProtocolVersion::V1_3 {
            fields.extend(
                self.located_items
                    .map(|n| Item::integer(Tag::LOCATED_ITEMS, n)),
            );
        }
        let ids = self.unique_identifiers.iter();
        fields.extend(ids.map(|id| Item::text(Tag::UNIQUE_IDENTIFIER, id.as_str())));
        fields
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let located_items = fields.integer(Tag::LOCATED_ITEMS)?;
        let ids = fields
            .all(Tag::UNIQUE_IDENTIFIER)
            .into_iter()
            .map(|item| match item.value {
                Value::TextString(id) => Ok(id),
                _ => Err(DecodeError::WrongType(Tag::UNIQUE_IDENTIFIER)),
            });
        Ok(Self {
            located_items,
            unique_identifiers: ids.collect::<Result<_, _>>()?,
        })
    }
}
