//! Obtain Lease (KMIP 1.4, section 4.17): for how long a client may use what it knows of an object.

use kmip::Failure;
use kmip::enums::State;
use kmip::ttlv::{Fields, Item, Tag};

use super::attribute_rules::malformed;
use super::context::Context;
use crate::kmip::attributes::LEASE_TIME;

impl Context<'_> {
    pub(super) fn obtain_lease(&self, fields: Vec<Item>) -> Result<Vec<Item>, Failure> {
        let fields = Fields::of(Item::structure(Tag::REQUEST_PAYLOAD, fields));
        let id = fields.and_then(|mut fields| fields.text(Tag::UNIQUE_IDENTIFIER));
        let key = self.object(id.map_err(|error| malformed(&error))?)?;
        let state = key.state_at(self.now);
        if !matches!(state, State::PreActive | State::Active) {
            let message = format!("The object is {state}, and there is no lease on it.");
            return Err(self.reasons().wrong_state(message));
        }
        Ok(vec![
            Item::text(Tag::UNIQUE_IDENTIFIER, key.id),
            Item::new(Tag::LEASE_TIME, kmip::ttlv::Value::Interval(LEASE_TIME)),
            Item::date_time(Tag::LAST_CHANGE_DATE, key.dates.last_change),
        ])
    }
}
