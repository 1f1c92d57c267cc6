//! Destroy (KMIP 1.4, section 4.21).

use pure_kmip::Failure;
use pure_kmip::enums::State;
use pure_kmip::operation::{DestroyRequest, DestroyResponse};

use super::{Context, internal};
use crate::model::update;

impl Context<'_> {
    /// The material goes; what is known of the object stays.
    pub(super) fn destroy(&mut self, request: DestroyRequest) -> Result<DestroyResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        key.state = match self.state(&key) {
            State::Active => {
                return Err(self.wrong_state("Object is active and cannot be destroyed."));
            }
            State::Destroyed | State::DestroyedCompromised => {
                return Err(self.wrong_state("The object is destroyed already."));
            }
            State::Compromised => State::DestroyedCompromised,
            _ => State::Destroyed,
        };
        key.material = None;
        key.dates.destroyed = Some(self.now);
        update(self.db, &key, self.now).map_err(internal)?;
        Ok(DestroyResponse {
            unique_identifier: key.id,
        })
    }
}
