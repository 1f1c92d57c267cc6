//! The Unique Batch Item ID (KMIP 1.4, section 6.4).

use crate::ttlv::{DecodeError, Fields, Item, Tag};

/// As a field.
pub(super) fn to_item(id: &[u8]) -> Item {
    Item::bytes(Tag::UNIQUE_BATCH_ITEM_ID, id)
}

/// Takes it from the fields of a batch item, which may be without it.
///
/// # Errors
/// When it is of another type than a byte string.
pub(super) fn take(fields: &mut Fields) -> Result<Option<Vec<u8>>, DecodeError> {
    Ok(fields
        .bytes(Tag::UNIQUE_BATCH_ITEM_ID)?
        .map(|mut id| std::mem::take(&mut *id)))
}
