//! The attribute that Add, Modify and Delete Attribute carry: alone in 1.x, wrapped from 2.0.

use crate::attribute::{Attribute, take_attributes, take_wrapped};
use crate::ttlv::{DecodeError, Fields, Item, Tag};
use crate::version::ProtocolVersion;

/// The new attribute of a request, as `version` writes it.
pub(super) fn new_attribute_in(version: ProtocolVersion, attribute: &Attribute) -> Item {
    let attribute = attribute.to_item(version);
    if version.has_tagged_attributes() {
        Item::structure(Tag::NEW_ATTRIBUTE, vec![attribute])
    } else {
        attribute
    }
}

/// The new attribute of a request, in either form.
///
/// # Errors
/// When it is missing or malformed.
pub(super) fn take_new_attribute(fields: &mut Fields) -> Result<Attribute, DecodeError> {
    let attribute = match take_wrapped(fields, Tag::NEW_ATTRIBUTE)? {
        None => take_attributes(fields)?.pop(),
        new => new,
    };
    attribute.ok_or_else(|| fields.missing(Tag::ATTRIBUTE))
}

/// The attribute of a response, which `version` has only before 2.0.
pub(super) fn attribute_in(
    version: ProtocolVersion,
    attribute: Option<&Attribute>,
) -> Option<Item> {
    let attribute = attribute.filter(|_| !version.has_tagged_attributes());
    attribute.map(|attribute| attribute.to_item(version))
}
