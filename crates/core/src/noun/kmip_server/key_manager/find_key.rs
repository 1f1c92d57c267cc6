//! Finding a key by its name.

use kmip::enums::State;

use super::{KeyManager, KeyManagerError, Session, is_missing};
use crate::noun::kmip_server::diagnosis::{Diagnosis, KeyFault, Stage};

impl KeyManager {
    /// The unique identifier of the key of that name, when there is one that is not destroyed.
    ///
    /// # Errors
    /// When no URI responds, the key manager refuses, or there are several keys of that name.
    pub fn find_key(&self, name: &str) -> Result<Option<String>, KeyManagerError> {
        self.on_first(|session| Ok(find(session, name)?.map(|(id, _)| id)))
    }
}

/// The key of that name and its state, when there is one that is not destroyed.
pub(super) fn find(
    session: &mut Session<'_>,
    name: &str,
) -> Result<Option<(String, State)>, Diagnosis> {
    let mut live = Vec::new();
    for id in session.call(|connection| connection.locate(name))? {
        match session.try_call(|connection| connection.state(&id)) {
            Ok(State::Destroyed | State::DestroyedCompromised) => {}
            Ok(state) => live.push((id, state)),
            // It went between the two questions.
            Err(error) if is_missing(&error) => {}
            Err(error) => return Err(session.explain(error)),
        }
    }
    if live.len() > 1 {
        let ids = live.into_iter().map(|(id, _)| id).collect();
        let fault = KeyFault::Ambiguous {
            name: name.to_owned(),
            ids,
        };
        return Err(Diagnosis::new(Stage::locate(), fault));
    }
    Ok(live.pop())
}
