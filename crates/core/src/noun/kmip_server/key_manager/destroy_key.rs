//! Destroying a key.

use kmip::enums::{RevocationReasonCode, State};

use super::{KeyManager, KeyManagerError, Session, is_missing};
use crate::noun::kmip_server::diagnosis::Diagnosis;

impl KeyManager {
    /// Destroys the key with that unique identifier, deactivating it first when it is Active. A key
    /// that is gone already is fine.
    ///
    /// # Errors
    /// When no URI responds, or the key manager refuses.
    pub fn destroy_key(&self, id: &str) -> Result<(), KeyManagerError> {
        self.on_first(|session| destroy(session, id))
    }
}

fn destroy(session: &mut Session<'_>, id: &str) -> Result<(), Diagnosis> {
    match session.try_call(|connection| connection.state(id)) {
        Ok(State::Destroyed | State::DestroyedCompromised) => return Ok(()),
        Ok(State::Active) => {
            let reason = RevocationReasonCode::CessationOfOperation;
            session.call(|connection| connection.revoke(id, reason))?;
        }
        Ok(_) => {}
        Err(error) if is_missing(&error) => return Ok(()),
        Err(error) => return Err(session.explain(error)),
    }
    match session.try_call(|connection| connection.destroy(id)) {
        Err(error) if !is_missing(&error) => Err(session.explain(error)),
        _ => Ok(()),
    }
}
