//! Messages: a header and a batch of items (KMIP 1.4, sections 6 and 7).

mod newer;
mod request;
mod response;

pub use request::{RequestHeader, RequestItem, RequestMessage};
pub use response::{Failure, ResponseItem, ResponseMessage};

use crate::ttlv::{DecodeError, Fields, Item, Tag};

fn id_to_item(id: &[u8]) -> Item {
    Item::bytes(Tag::UNIQUE_BATCH_ITEM_ID, id)
}

fn take_id(fields: &mut Fields) -> Result<Option<Vec<u8>>, DecodeError> {
    Ok(fields
        .bytes(Tag::UNIQUE_BATCH_ITEM_ID)?
        .map(|id| id.to_vec()))
}
