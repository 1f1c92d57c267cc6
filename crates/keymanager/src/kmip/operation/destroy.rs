//! Destroy (KMIP 1.4, section 4.21).

use kmip::Failure;
use kmip::enums::State;
use kmip::operation::{DestroyRequest, DestroyResponse};

use super::context::Context;
use super::refusal::internal;
use crate::model::key::Forbidden;

impl Context<'_> {
    /// The material is removed; what is known of the object stays.
    pub(super) fn destroy(&self, request: DestroyRequest) -> Result<DestroyResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        key.destroy(self.now).map_err(|Forbidden(state)| {
            let message = match state {
                State::Active => "Object is active and cannot be destroyed.",
                _ => "The object is already destroyed.",
            };
            self.reasons().wrong_state(message)
        })?;
        self.tx.update_key(&key, self.now).map_err(internal)?;
        Ok(DestroyResponse::new(key.id))
    }
}
