//! Activate (KMIP 1.4, section 4.19).

use kmip::Failure;
use kmip::enums::ResultReason;
use kmip::operation::{ActivateRequest, ActivateResponse};

use super::context::Context;
use super::refusal::internal;
use crate::model::key::Forbidden;

impl Context<'_> {
    pub(super) fn activate(&self, request: ActivateRequest) -> Result<ActivateResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        if !key.is_cryptographic() {
            let message = format!("Objects of the type {} have no state.", key.object_type);
            return Err(Failure::new(ResultReason::IllegalOperation, message));
        }
        key.activate(self.now).map_err(|Forbidden(state)| {
            let message =
                format!("The object is {state}; only a Pre-Active object can be activated.");
            self.reasons().wrong_state(message)
        })?;
        self.tx.update_key(&key, self.now).map_err(internal)?;
        Ok(ActivateResponse::new(key.id))
    }
}
