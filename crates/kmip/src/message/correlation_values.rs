//! What client and server call a message, to find it in their logs (KMIP 1.4, sections 6.17 and 6.18).

use crate::ttlv::{Item, Tag};

/// As fields of a header.
pub(super) fn to_items(client: Option<&str>, server: Option<&str>) -> impl Iterator<Item = Item> {
    let client = client.map(|value| Item::text(Tag::CLIENT_CORRELATION_VALUE, value));
    let server = server.map(|value| Item::text(Tag::SERVER_CORRELATION_VALUE, value));
    client.into_iter().chain(server)
}
