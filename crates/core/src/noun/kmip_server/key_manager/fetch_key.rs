//! Fetching a key: its state first, for key managers release the material of keys that are not
//! Active any more.

use kmip::client::{Cause, ClientError, Stage as SessionStage};
use kmip::enums::{Operation, ResultReason, State};

use super::{KeyManager, KeyManagerError, Session};
use crate::noun::kmip_server::diagnosis::{Diagnosis, KeyFault, Stage};
use crate::noun::kmip_server::material::TokenKeyMaterial;

/// What the key manager says of a key.
#[derive(Clone, Debug)]
pub enum FetchedKey {
    /// It is Active, and this is its material.
    Active(TokenKeyMaterial),
    /// It is in another state, and its material is nothing to the array.
    NotActive(State),
    /// There is no such key, at any URI.
    Absent,
}

impl KeyManager {
    /// Fetches the key with that unique identifier. `name` is for messages alone.
    ///
    /// # Errors
    /// When no URI responds, or the key manager refuses.
    pub fn fetch_key(&self, id: &str, name: &str) -> Result<FetchedKey, KeyManagerError> {
        let fetched =
            self.on_first(
                |session| match session.try_call(|connection| connection.state(id)) {
                    Ok(State::Active) => material(session, id, name).map(FetchedKey::Active),
                    Ok(state) => Ok(FetchedKey::NotActive(state)),
                    Err(error) if is_missing(&error) => {
                        let missing = KeyFault::Missing {
                            name: name.to_owned(),
                            id: id.to_owned(),
                            namesakes: Vec::new(),
                        };
                        Err(Diagnosis::new(Stage::Session(error.stage), missing))
                    }
                    Err(error) => Err(session.explain(error)),
                },
            );
        match fetched {
            Err(error) if error.is_absence() => Ok(FetchedKey::Absent),
            fetched => fetched,
        }
    }
}

/// The material of a key that is Active.
pub(crate) fn material(
    session: &mut Session<'_>,
    id: &str,
    name: &str,
) -> Result<TokenKeyMaterial, Diagnosis> {
    let stage = Stage::Session(SessionStage::Operation(Operation::Get));
    let (id_owned, name_owned) = (id.to_owned(), name.to_owned());
    let bytes = match session.try_call(|connection| connection.get(id)) {
        Ok(bytes) => bytes,
        Err(error) if is_withheld(&error) => {
            return Err(Diagnosis::new(
                stage,
                KeyFault::NotExportable {
                    name: name_owned,
                    id: id_owned,
                },
            ));
        }
        Err(error) => return Err(session.explain(error)),
    };
    TokenKeyMaterial::from_bytes(&bytes).map_err(|reason| {
        Diagnosis::new(
            stage,
            KeyFault::Length {
                name: name_owned,
                id: id_owned,
                reason,
            },
        )
    })
}

/// Whether the key manager says that there is no such key.
pub(crate) fn is_missing(error: &ClientError) -> bool {
    matches!(&error.cause, Cause::Failed(failure) if matches!(
        failure.reason,
        ResultReason::ItemNotFound | ResultReason::ObjectNotFound | ResultReason::ObjectDestroyed
    ))
}

/// Whether the key manager keeps the material to itself.
fn is_withheld(error: &ClientError) -> bool {
    matches!(&error.cause, Cause::Failed(failure) if matches!(
        failure.reason,
        ResultReason::Sensitive | ResultReason::NotExtractable | ResultReason::KeyValueNotPresent
    ))
}
