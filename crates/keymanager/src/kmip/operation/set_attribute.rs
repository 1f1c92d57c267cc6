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
        if matches!(kind, Kind::Name | Kind::Kept { many: true, .. }) {
            return Err(self.reasons().multi_valued(&attribute.name));
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
