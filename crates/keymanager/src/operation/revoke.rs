//! Revoke (KMIP 1.4, section 4.20).

use pure_kmip::Failure;
use pure_kmip::enums::{ResultReason, RevocationReasonCode, State};
use pure_kmip::operation::{RevokeRequest, RevokeResponse};

use super::{Context, internal};
use crate::model::update;

impl Context<'_> {
    /// A compromise is always noted; any other reason deactivates an Active object.
    pub(super) fn revoke(&mut self, request: RevokeRequest) -> Result<RevokeResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        let state = self.state(&key);
        let compromised = matches!(
            request.reason,
            RevocationReasonCode::KeyCompromise | RevocationReasonCode::CaCompromise
        );
        key.state = match state {
            State::Destroyed | State::DestroyedCompromised if compromised => {
                State::DestroyedCompromised
            }
            State::Destroyed | State::DestroyedCompromised => {
                return Err(self.wrong_state("The object is destroyed and cannot be revoked."));
            }
            _ if compromised => State::Compromised,
            State::Active => State::Deactivated,
            State::PreActive => {
                let message = "The object is not active and cannot be revoked with this reason.";
                return Err(Failure::new(ResultReason::IllegalOperation, message));
            }
            state => state,
        };
        if compromised {
            key.dates.compromise.get_or_insert(self.now);
            key.dates.occurrence = request.compromise_occurrence_date.or(key.dates.occurrence);
        } else {
            key.dates.deactivation.get_or_insert(self.now);
            key.dates.deactivation = key.dates.deactivation.min(Some(self.now));
        }
        key.reason = Some(request.reason);
        key.message = request.message;
        update(self.db, &key, self.now).map_err(internal)?;
        Ok(RevokeResponse {
            unique_identifier: key.id,
        })
    }
}
