//! What one request may ask for: little bytes can ask for much.

use kmip::Failure;
use kmip::enums::ResultReason;

/// Items of a batch.
pub(super) const MAX_ITEMS: usize = 256;

/// Objects that one Locate finds. A client that looks for more asks for them in parts, by Maximum Items
/// and Offset Items.
pub(super) const MAX_LOCATED: usize = 10_000;

/// Bytes of a response: as many as a request may have, so that what was registered can be retrieved.
pub(super) const MAX_RESPONSE: usize = 1 << 20;

/// Bytes of all attributes that an object has from its clients.
pub(super) const MAX_ATTRIBUTES: i64 = 256 << 10;

/// The response would be longer than the client, or this server, accepts.
pub(super) fn too_large(message: impl Into<String>) -> Failure {
    Failure::new(ResultReason::ResponseTooLarge, message)
}
