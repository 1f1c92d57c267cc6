//! Log (KMIP 2.1, section 6.1.27): what a client wants to be found in the server's log.

use kmip::Failure;
use kmip::ttlv::{Fields, Item, Tag};

use super::attribute_rules::malformed;
use super::context::Context;

const LOG_MESSAGE: Tag = Tag::new(0x42_0141);

/// Characters of a message that are written.
const LONGEST: usize = 1000;

impl Context<'_> {
    pub(super) fn log(&self, fields: Vec<Item>) -> Result<Vec<Item>, Failure> {
        let fields = Fields::of(Item::structure(Tag::REQUEST_PAYLOAD, fields));
        let message = fields.and_then(|mut fields| {
            let message = fields.text(LOG_MESSAGE)?;
            message.ok_or_else(|| fields.missing(LOG_MESSAGE))
        });
        let message = message.map_err(|error| malformed(&error))?;
        let line: String = message.chars().take(LONGEST).collect();
        // A client's text: without line breaks or other control characters.
        let line: String = line.escape_debug().collect();
        tracing::info!(app = %self.app.name, "{line}");
        Ok(Vec::new())
    }
}
