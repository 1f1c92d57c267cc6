//! Links between a key and the one that replaces it (KMIP 1.4, section 3.35).

use kmip::ttlv::{Item, Tag, Value};

use crate::store::{StoreError, Tx};

const LINK: &str = "Link";
const LINK_TYPE: Tag = Tag::new(0x42_004B);
const LINKED_OBJECT_IDENTIFIER: Tag = Tag::new(0x42_004C);
/// Link Type (section 9.1.3.2.20): the object that replaces this one, and the one it replaces.
const REPLACEMENT: u32 = 0x106;
const REPLACED: u32 = 0x107;

/// Links an old object with the new one that replaces it.
pub(crate) fn replace(tx: Tx<'_>, old: &str, new: &str) -> Result<(), StoreError> {
    for (of, kind, to) in [(old, REPLACEMENT, new), (new, REPLACED, old)] {
        let link = Value::Structure(vec![
            Item::enumeration(LINK_TYPE, kind),
            Item::text(LINKED_OBJECT_IDENTIFIER, to),
        ]);
        tx.add_attribute(of, LINK, &link)?;
    }
    Ok(())
}

/// The UUIDs of the object that replaces this one, and of the one it replaces.
pub(super) fn links(value: &Value) -> (Option<String>, Option<String>) {
    let fields = value.as_structure().unwrap_or_default();
    let of = |tag| fields.iter().find(|item| item.tag == tag);
    let kind = of(LINK_TYPE).and_then(|item| item.value.as_enumeration());
    let to = of(LINKED_OBJECT_IDENTIFIER).and_then(|item| item.value.as_text());
    match (kind, to) {
        (Some(REPLACEMENT), Some(to)) => (Some(to.to_owned()), None),
        (Some(REPLACED), Some(to)) => (None, Some(to.to_owned())),
        _ => (None, None),
    }
}
