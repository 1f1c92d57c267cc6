//! Faults of the key that the array is sealed with.

use kmip::client::KeyForm;
use kmip::enums::State;

use crate::ground::{ErrorKind, Explain};
use crate::noun::kmip_server::material::WrongKeyLength;

/// Why the key does not unlock the array. Each is a key mismatch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// There is no such key.
    #[error(
        "no matching key: the key manager has no key {name} ({id}){}. Restore it on the key \
         manager from a backup.",
        others(.namesakes)
    )]
    Missing {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
        /// The unique identifiers of other keys of that name.
        namesakes: Vec<String>,
    },
    /// The key is not Active.
    #[error("no matching key: key {name} ({id}) is {state}. {}", cure(*.state))]
    State {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
        /// Where it is in its life.
        state: State,
    },
    /// The key manager keeps the material to itself.
    #[error(
        "the key manager does not release key {name} ({id}). Make the key exportable on the key \
         manager."
    )]
    NotExportable {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
    },
    /// The material is of another length.
    #[error(
        "no matching key: {reason}, in key {name} ({id}). Let the key manager give the whole key, or \
         restore it there from a backup."
    )]
    Length {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
        /// The length.
        reason: WrongKeyLength,
    },
    /// The material is another.
    #[error(
        "no matching key: key {name} ({id}) has other material than the array was locked with. \
         Restore the key on the key manager from a backup."
    )]
    Material {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
    },
    /// The key manager gives the key otherwise than as raw material.
    #[error(
        "the key manager gives key {name} ({id}) {form}, and the array needs its raw material. Let \
         the key manager hand it out unwrapped, in the format Raw."
    )]
    Form {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
        /// How it is given.
        form: KeyForm,
    },
    /// What the key manager says it has created is another key.
    #[error(
        "the key manager responded to the creation of key {name} with another key ({id}). Read its \
         log."
    )]
    NotTheNewOne {
        /// The name of the key that was to be created.
        name: String,
        /// The unique identifier of the other.
        id: String,
    },
    /// A key that is no longer used is not destroyed.
    #[error(
        "key {name} ({id}) is {judgement}, and left as it is. Destroy it on the key manager when \
         nothing uses it."
    )]
    Unproven {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
        /// What is known of it.
        judgement: String,
    },
}

impl Explain for KeyFault {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}

fn others(namesakes: &[String]) -> String {
    match namesakes {
        [] => String::new(),
        [id] => format!(", but another of that name ({id}), which does not give its signature"),
        ids => format!(
            ", but others of that name ({}), none of which gives its signature",
            ids.join(", ")
        ),
    }
}

fn cure(state: State) -> &'static str {
    match state {
        State::PreActive => "Activate it on the key manager.",
        State::Destroyed | State::DestroyedCompromised => {
            "Restore it on the key manager from a backup."
        }
        State::Unknown(_) => {
            "That state is the key manager's own: look it up there, and make the key Active."
        }
        _ => "It does not become Active again; data can be copied away only while the array is on.",
    }
}
