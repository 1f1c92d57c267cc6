//! What a version of the protocol does not have yet: tags, and attributes by name.

use crate::ttlv::{Item, Tag, Value};
use crate::version::ProtocolVersion;

/// The first of them within `item`.
pub(super) fn find(item: &Item, version: ProtocolVersion) -> Option<Tag> {
    newer(item, version).or_else(|| {
        let items = item.value.as_structure()?.iter();
        items.into_iter().find_map(|item| find(item, version))
    })
}

/// Removes them from `item`.
pub(super) fn remove(item: &mut Item, version: ProtocolVersion) {
    if let Value::Structure(items) = &mut item.value {
        items.retain(|item| newer(item, version).is_none());
        items.iter_mut().for_each(|item| remove(item, version));
    }
}

/// What is newer than `version` about `item` itself: its tag, or the attribute that it names.
fn newer(item: &Item, version: ProtocolVersion) -> Option<Tag> {
    let attribute = match (item.tag, &item.value) {
        // From 2.0 only vendors' own attributes go by name.
        _ if version.has_tagged_attributes() => referenced(item),
        (Tag::ATTRIBUTE, Value::Structure(fields)) => {
            let name = fields.iter().find(|field| field.tag == Tag::ATTRIBUTE_NAME);
            name.and_then(named)
        }
        (Tag::ATTRIBUTE_NAME, _) => named(item),
        _ => None,
    };
    let is_newer = |tag: &Tag| !version.has(*tag);
    Some(item.tag)
        .filter(is_newer)
        .or(attribute.filter(is_newer))
}

fn named(item: &Item) -> Option<Tag> {
    item.value.as_text().and_then(Tag::of_name)
}

fn referenced(item: &Item) -> Option<Tag> {
    let is_reference = item.tag == Tag::ATTRIBUTE_REFERENCE;
    let code = item.value.as_enumeration().filter(|_| is_reference);
    code.map(Tag::new)
}
