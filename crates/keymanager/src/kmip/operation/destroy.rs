//! Destroy (KMIP 1.4, section 4.21).

use kmip::Failure;
use kmip::enums::{ObjectType, State};
use kmip::operation::{DestroyRequest, DestroyResponse};

use super::context::Context;
use super::create::GENERATOR;
use super::refusal::internal;
use crate::model::key::Forbidden;

const DIGEST: &str = "Digest";

impl Context<'_> {
    /// The material is removed; what is known of the object stays.
    pub(super) fn destroy(&self, request: DestroyRequest) -> Result<DestroyResponse, Failure> {
        let mut key = self.object(request.unique_identifier)?;
        // The digest of a key that was made here stays, since nobody can guess it; that of a password
        // reveals it.
        let is_long = key.length.is_some_and(|bits| bits >= 128);
        let made_here = self.tx.attributes_named(&key.id, GENERATOR);
        let is_random = is_long && !made_here.map_err(internal)?.is_empty();
        let mut digest = None;
        if key.object_type == ObjectType::SymmetricKey && is_random {
            digest = self.view(&key).named(DIGEST).map_err(internal)?.pop();
        }
        key.destroy(self.now).map_err(|Forbidden(state)| {
            let message = match state {
                State::Active => "Object is active and cannot be destroyed.",
                _ => "The object is already destroyed.",
            };
            self.reasons().wrong_state(message)
        })?;
        self.tx.update_key(&key, self.now).map_err(internal)?;
        if let Some(digest) = digest {
            let noted = self.tx.set_attribute(&key.id, DIGEST, 0, &digest.value);
            noted.map_err(internal)?;
        }
        Ok(DestroyResponse::new(key.id))
    }
}
