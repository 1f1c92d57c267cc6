//! Revoke (KMIP 1.4, section 4.20).

use kmip::Failure;
use kmip::enums::{ResultReason, RevocationReasonCode};
use kmip::operation::{RevokeRequest, RevokeResponse};

use super::context::Context;
use super::refusal::{internal, invalid_field};
use crate::model::key::{Forbidden, disable_deactivated};
use crate::store::Revocation;

impl Context<'_> {
    /// A compromise is always noted; any other reason deactivates an Active object.
    pub(super) fn revoke(&self, request: RevokeRequest) -> Result<RevokeResponse, Failure> {
        if !RevocationReasonCode::KNOWN.contains(&request.reason) {
            return Err(invalid_field("Revocation Reason Code is not known."));
        }
        let mut key = self.object(request.unique_identifier)?;
        let why = Revocation {
            reason: request.reason,
            message: request.message,
            occurrence: request.compromise_occurrence_date,
        };
        key.revoke(self.now, why).map_err(|Forbidden(state)| {
            let message =
                format!("The object is {state}; only an Active object can be deactivated.");
            if self.version.has_tagged_attributes() {
                self.reasons().wrong_state(message)
            } else {
                Failure::new(ResultReason::IllegalOperation, message)
            }
        })?;
        disable_deactivated(self.tx, &mut key).map_err(internal)?;
        self.tx.update_key(&key, self.now).map_err(internal)?;
        Ok(RevokeResponse::new(key.id))
    }
}
