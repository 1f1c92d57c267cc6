//! Faults of the key that the array is sealed with.

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
        "no matching key: {reason}, in key {name} ({id}). Restore the key on the key manager from \
         a backup."
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
    /// A key that is to be created has the name of one that cannot be taken.
    #[error(
        "there is a key {name} ({id}) already, and it is {state}. Destroy it on the key manager, \
         and try again."
    )]
    Taken {
        /// The name of the key.
        name: String,
        /// Its unique identifier.
        id: String,
        /// Where it is in its life.
        state: State,
    },
    /// It is not known which of several keys is the array's.
    #[error(
        "there are several keys {name} ({}). Destroy those on the key manager that nothing uses, \
         and try again.",
        .ids.join(", ")
    )]
    Ambiguous {
        /// The name of the keys.
        name: String,
        /// Their unique identifiers.
        ids: Vec<String>,
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
        ids => format!(", but another of that name ({})", ids.join(", ")),
    }
}

fn cure(state: State) -> &'static str {
    match state {
        State::PreActive => "Activate it on the key manager.",
        State::Destroyed | State::DestroyedCompromised => {
            "Restore it on the key manager from a backup."
        }
        _ => "It does not become Active again; while the array runs, copy its data away.",
    }
}
