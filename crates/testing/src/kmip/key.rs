//! A key of the stub key manager.

use std::time::Instant;

use kmip::enums::State;

/// A key that the server holds.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its Unique Identifier.
    pub id: String,
    /// Its Name.
    pub name: String,
    /// Its State.
    pub state: State,
    /// Its material.
    pub material: Vec<u8>,
    /// What clients have added to it, by name.
    pub attributes: Vec<(String, String)>,
    /// When it was created.
    pub created: Instant,
    /// Its Deactivation Date, in seconds since 1970 UTC.
    pub deactivates: Option<i64>,
    /// When a client has activated it.
    pub activated: Option<Instant>,
}

impl Key {
    /// The key of that identifier and name, in that state.
    #[must_use]
    pub fn new(id: &str, name: &str, state: State, material: &[u8]) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            state,
            material: material.to_vec(),
            attributes: Vec::new(),
            created: Instant::now(),
            deactivates: None,
            activated: None,
        }
    }
}
