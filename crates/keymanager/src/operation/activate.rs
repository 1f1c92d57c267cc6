//! Activate (KMIP 1.4, section 4.19).

use pure_kmip::Failure;
use pure_kmip::enums::State;
use pure_kmip::operation::{ActivateRequest, ActivateResponse};

use super::{Context, internal};
use crate::model::update;

impl Context<'_> {
    pub(super) fn activate(
        &mut self,
        request: ActivateRequest,
    ) -> Result<ActivateResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        if self.state(&key) != State::PreActive {
            let message = "The object state is not pre-active and it cannot be activated.";
            return Err(self.wrong_state(message));
        }
        key.state = State::Active;
        key.dates.activation = Some(self.now);
        update(self.db, &key, self.now).map_err(internal)?;
        Ok(ActivateResponse {
            unique_identifier: key.id,
        })
    }
}
