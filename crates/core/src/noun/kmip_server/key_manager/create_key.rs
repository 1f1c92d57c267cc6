//! Creating a key, once: whatever an earlier try has done is found by the name.

use kmip::enums::{State, UsageMask};

use super::find_key::find;
use super::{KeyManager, KeyManagerError, material};
use crate::noun::kmip_server::diagnosis::{Diagnosis, KeyFault, Stage};
use crate::noun::kmip_server::material::TokenKeyMaterial;

/// An Active key of the array on a key manager.
#[derive(Clone, Debug)]
pub struct TokenKey {
    /// Its unique identifier.
    pub id: String,
    /// Its material.
    pub material: TokenKeyMaterial,
}

impl KeyManager {
    /// Creates and activates an AES-256 key of that name, for Encrypt and Decrypt, and fetches it.
    /// A key of that name that is Pre-Active or Active already is the one of an earlier try, whose
    /// response was lost: it is taken, and no second one is made. So the name has to be one that
    /// nobody else uses.
    ///
    /// # Errors
    /// When no URI responds, the key manager refuses, or the key of that name is of no use.
    pub fn create_key(&self, name: &str) -> Result<TokenKey, KeyManagerError> {
        self.on_first(|session| {
            let id = match find(session, name)? {
                None => session.call(|connection| {
                    connection.create_aes256(name, UsageMask::ENCRYPT | UsageMask::DECRYPT)
                })?,
                Some((id, State::PreActive | State::Active)) => id,
                Some((id, state)) => {
                    let taken = KeyFault::Taken {
                        name: name.to_owned(),
                        id,
                        state,
                    };
                    return Err(Diagnosis::new(Stage::locate(), taken));
                }
            };
            // Some key managers activate what they create.
            if session.call(|connection| connection.state(&id))? != State::Active {
                session.call(|connection| connection.activate(&id))?;
            }
            let material = material(session, &id, name)?;
            Ok(TokenKey { id, material })
        })
    }
}
