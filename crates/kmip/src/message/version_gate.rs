//! What a version of the protocol does not have yet: tags, and attributes by name. A message must not
//! carry any of it.

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
        items.retain_mut(|item| {
            let remains = newer(item, version).is_none();
            if remains {
                remove(item, version);
            }
            remains
        });
    }
}

/// What is newer than `version` about `item` itself: its tag, or the attribute that it names.
fn newer(item: &Item, version: ProtocolVersion) -> Option<Tag> {
    if !version.has(item.tag) {
        return Some(item.tag);
    }
    // From 2.0 only vendors' own attributes go by name.
    let by_name = || !version.has_tagged_attributes();
    let attribute = match (item.tag, &item.value) {
        (Tag::ATTRIBUTE, Value::Structure(fields)) if by_name() => {
            let name = fields.iter().find(|field| field.tag == Tag::ATTRIBUTE_NAME);
            name.and_then(named)
        }
        (Tag::ATTRIBUTE_NAME, _) if by_name() => named(item),
        (Tag::ATTRIBUTE_REFERENCE, Value::Enumeration(code)) if !by_name() => Some(Tag::new(*code)),
        _ => None,
    };
    attribute.filter(|tag| !version.has(*tag))
}

fn named(item: &Item) -> Option<Tag> {
    item.value.as_text().and_then(Tag::of_name)
}
