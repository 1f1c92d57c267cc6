//! Why the security token does not give its secret, or cannot be changed.

use kmip::enums::State;

use crate::ground::{ErrorKind, Explain, Message, ObjectName, Remedy, StoreError};
use crate::key::KeyError;
use crate::noun::card::CardError;
use crate::noun::kmip_server::{KeyManagerError, KmipServerError};

/// Why the security token does not give its secret, or cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It is enabled already.
    #[error("The security token is enabled.")]
    Enabled,
    /// It is not enabled.
    #[error("The security token is not enabled.")]
    NotEnabled,
    /// The KMIP server cannot be used.
    #[error("KMIP server {name}: {source}")]
    KmipServer {
        /// Its name.
        name: ObjectName,
        /// Why.
        source: KmipServerError,
    },
    /// No URI of the KMIP server served.
    #[error("KMIP server {server} does not give the key. {source}")]
    KeyManager {
        /// Its name.
        server: ObjectName,
        /// Each URI, and why.
        source: KeyManagerError,
    },
    /// No URI of the KMIP server made a key.
    #[error("KMIP server {server} does not make a key. {source} Nothing is changed.")]
    NotMade {
        /// Its name.
        server: ObjectName,
        /// Each URI, and why.
        source: KeyManagerError,
    },
    /// The key is not Active.
    #[error(
        "Key mismatch: the key {key} on KMIP server {server} is {state}, and only an Active key \
         unlocks the array.{}", cure(*.state)
    )]
    NotActive {
        /// The name of the key.
        key: String,
        /// The KMIP server.
        server: ObjectName,
        /// The state of the key.
        state: State,
    },
    /// There is no such key.
    #[error(
        "Key mismatch: KMIP server {server} has no key {key}{}. Restore it in the key manager, or \
         let the array's app see it.", namesake(*.has_namesake)
    )]
    NoKey {
        /// The name of the key.
        key: String,
        /// The KMIP server.
        server: ObjectName,
        /// Whether another key has its name.
        has_namesake: bool,
    },
    /// The key has another material.
    #[error(
        "Key mismatch: the key {key} on KMIP server {server} is not the one that the array was \
         locked with. Restore that key in the key manager."
    )]
    OtherKey {
        /// The name of the key.
        key: String,
        /// The KMIP server.
        server: ObjectName,
    },
    /// There is no card in the port.
    #[error("The smart card {0} is missing.")]
    NoCard(String),
    /// Another card is in the port.
    #[error(
        "Key mismatch: the smart card {found} is in the array's port, and the array was locked with \
         {expected}. Insert that one."
    )]
    OtherCard {
        /// The card in the port.
        found: String,
        /// The card that the array was locked with.
        expected: String,
    },
    /// The card in the port has the right number, and not the key.
    #[error(
        "Key mismatch: the smart card {0} no longer has the key that the array was locked with. If \
         this is an earlier copy of the card, insert the card itself."
    )]
    CardKeyGone(String),
    /// There is no card to enable the token with.
    #[error("There is no smart card in the array's port.")]
    PortEmpty,
    /// The card does not respond.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The array could not be sealed anew.
    #[error("The array cannot be sealed: {0}. Nothing is changed.")]
    Key(KeyError),
    /// The array's record of its token is damaged.
    #[error(
        "The array's record of its security token is damaged. Restore the array from an export."
    )]
    Damaged,
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TokenError {
    /// Whether the token responds, and its key is not the one that unlocks the array.
    pub fn is_mismatch(&self) -> bool {
        matches!(
            self,
            Self::NotActive { .. }
                | Self::NoKey { .. }
                | Self::OtherKey { .. }
                | Self::OtherCard { .. }
                | Self::CardKeyGone(_)
        )
    }
}

impl Explain for TokenError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Enabled => ErrorKind::Exists,
            Self::NotEnabled => ErrorKind::NotFound,
            Self::KmipServer { source, .. } => source.kind(),
            Self::KeyManager { source, .. } | Self::NotMade { source, .. } => source.kind(),
            Self::NotActive { .. }
            | Self::NoKey { .. }
            | Self::OtherKey { .. }
            | Self::OtherCard { .. }
            | Self::CardKeyGone(_) => ErrorKind::Mismatch,
            Self::NoCard(_) | Self::PortEmpty => ErrorKind::Unreachable,
            Self::Card(error) => error.kind(),
            Self::Key(error) => error.kind(),
            Self::Damaged => ErrorKind::Damaged,
            Self::Store(error) => error.kind(),
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Enabled => Some(Remedy::ReplaceOrDisableToken),
            Self::NotEnabled => Some(Remedy::EnableToken),
            Self::NoCard(_) => Some(Remedy::InsertCard),
            Self::PortEmpty => Some(Remedy::InsertCardOrNameKmipServer),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::KmipServer { name, source } => {
                Message::text(format!("KMIP server {name}:")).then(source.message())
            }
            Self::KeyManager { server, source } => {
                Message::text(format!("KMIP server {server} does not give the key."))
                    .then(source.message())
            }
            Self::NotMade { server, source } => {
                Message::text(format!("KMIP server {server} does not make a key."))
                    .then(source.message())
                    .then("Nothing is changed.")
            }
            Self::Card(error) => error.message(),
            Self::Store(error) => error.message(),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}

impl From<KeyError> for TokenError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl From<rusqlite::Error> for TokenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

fn namesake(is_there: bool) -> &'static str {
    if is_there {
        " that gives the signature, but another of that name"
    } else {
        ""
    }
}

/// What can still be done about a key in that state.
fn cure(state: State) -> &'static str {
    match state {
        State::PreActive => " Activate it in the key manager.",
        State::Unknown(_) => {
            " That state is the key manager's own: look it up there, and make the key Active."
        }
        _ => {
            " It does not become Active again; data can be copied away only while the array is on."
        }
    }
}
