//! Check (KMIP 1.4, section 4.10): whether an object may be used in some way. The response repeats
//! what does not allow it.

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
        let mut response = vec![Item::text(Tag::UNIQUE_IDENTIFIER, key.id)];
        let forbidden = request
            .usage_mask
            .filter(|wanted| !key.usage_mask.contains(*wanted));
        let mask = forbidden.map(|_| key.usage_mask.bits());
        response.extend(mask.map(|bits| Item::integer(Tag::CRYPTOGRAPHIC_USAGE_MASK, bits)));
        Ok(response)
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
