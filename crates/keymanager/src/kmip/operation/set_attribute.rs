//! Set Attribute (KMIP 2.1, section 6.1.59): an attribute of which there is one gets a value, whether
//! it had one or not.

use kmip::ttlv::{DecodeError, Fields, Item, Tag};
use kmip::{Attribute, Failure};

use super::attribute_rules::malformed;
use super::context::Context;
use super::refusal::internal;
use crate::kmip::attributes::Kind;

impl Context<'_> {
    pub(super) fn set_attribute(&self, fields: Vec<Item>) -> Result<Vec<Item>, Failure> {
        let (id, attribute) = decode(fields).map_err(|error| malformed(&error))?;
        let mut key = self.object(id)?;
        let kind = self.kind(&attribute.name)?;
        let name = attribute.name.as_str();
        let may_be_many = matches!(kind, Kind::Name | Kind::Kept { many: true, .. });
        // A vendor's may be one of several; where it is the only one, it is meant.
        let is_vendors = Tag::of_name(name).is_none();
        let there = self.tx.attributes_named(&key.id, name).map_err(internal)?;
        if may_be_many && (!is_vendors || there.len() > 1) {
            return Err(self.reasons().multi_valued(name));
        }
        self.modify(&mut key, kind, &attribute)?;
        self.tx.update_key(&key, self.now).map_err(internal)?;
        Ok(vec![Item::text(Tag::UNIQUE_IDENTIFIER, key.id)])
    }
}

fn decode(fields: Vec<Item>) -> Result<(Option<String>, Attribute), DecodeError> {
    let mut fields = Fields::of(Item::structure(Tag::REQUEST_PAYLOAD, fields))?;
    let id = fields.text(Tag::UNIQUE_IDENTIFIER)?;
    let new = fields.structure(Tag::NEW_ATTRIBUTE)?;
    let new = new.and_then(|new| new.rest().into_iter().next());
    let new = new.ok_or_else(|| fields.missing(Tag::NEW_ATTRIBUTE))?;
    Ok((id, Attribute::from_item(new)?))
}
