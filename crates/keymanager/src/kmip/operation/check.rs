//! Check (KMIP 1.4, section 4.10): whether an object may be used in some way. What it may not be used
//! for is an error, so that a batch stops or is undone there.

use kmip::Failure;
use kmip::enums::UsageMask;
use kmip::ttlv::{DecodeError, Fields, Item, Tag};

use super::attribute_rules::malformed;
use super::context::Context;
use super::refusal::unsupported;

/// What a client wants to know.
struct Request {
    unique_identifier: Option<String>,
    usage_mask: Option<UsageMask>,
    /// Usage limits or leases, which do not exist here.
    counts: bool,
}

impl Context<'_> {
    pub(super) fn check(&self, fields: Vec<Item>) -> Result<Vec<Item>, Failure> {
        let request = Request::decode(fields).map_err(|error| malformed(&error))?;
        if request.counts {
            return Err(unsupported("Usage limits and leases are not supported."));
        }
        let key = self.object(request.unique_identifier)?;
        let wanted = request.usage_mask.unwrap_or_default();
        if !key.usage_mask.contains(wanted) {
            return Err(self.reasons().wrong_use());
        }
        Ok(vec![Item::text(Tag::UNIQUE_IDENTIFIER, key.id)])
    }
}

impl Request {
    fn decode(fields: Vec<Item>) -> Result<Self, DecodeError> {
        let usage_limits_count = Tag::new(0x42_0096);
        let mut fields = Fields::of(Item::structure(Tag::REQUEST_PAYLOAD, fields))?;
        Ok(Self {
            unique_identifier: fields.text(Tag::UNIQUE_IDENTIFIER)?,
            usage_mask: fields
                .integer(Tag::CRYPTOGRAPHIC_USAGE_MASK)?
                .map(UsageMask::from_bits),
            counts: fields.has(usage_limits_count) || fields.has(Tag::LEASE_TIME),
        })
    }
}
