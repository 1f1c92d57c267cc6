//! What is wrong between the array and a key manager: the stage, the cause and what would help, in one
//! line that is the same whenever the fault is the same.

mod client;
mod connection;
mod explain;
mod key;
mod own;
mod protocol;
mod server;
mod unlock;
mod words;

pub use client::{ClientFault, PresentedIdentity, Refusal};
pub use connection::{ConnectionFault, OtherProtocol};
pub use key::KeyFault;
pub use own::OwnFault;
pub use protocol::ProtocolFault;
pub use server::ServerFault;
pub use unlock::UnlockFault;

pub(super) use explain::explain;
pub(crate) use words::{clean, utc, utc_of};

use std::fmt;

use kmip::client::Stage as SessionStage;
use kmip::enums::Operation;

use super::uri::Uri;
use crate::ground::{ErrorKind, Explain, Message, Remedy};

/// Where it went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The array's own certificate, before anything is sent.
    Certificate,
    /// A stage of the session with the key manager.
    Session(SessionStage),
    /// Comparing the key with the one that the array is sealed with.
    Signature,
    /// Playing the unlock, with the right key.
    Unlock,
}

impl Stage {
    /// Asking what a key is.
    pub(crate) fn attributes() -> Self {
        Self::Session(SessionStage::Operation(Operation::GetAttributes))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.write_str("Certificate"),
            Self::Session(stage) => stage.fmt(f),
            Self::Signature => f.write_str("Signature"),
            Self::Unlock => f.write_str("Unlock"),
        }
    }
}

/// A fault and where it was met: `STAGE: cause. What would help.`
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.message())]
pub struct Diagnosis {
    /// Where.
    pub stage: Stage,
    /// What.
    pub fault: Fault,
    /// A URI of the same KMIP server whose key is the right one.
    pub elsewhere: Option<Uri>,
}

/// What is wrong: a cause that begins in lower case, for it follows the stage.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    /// The array's certificate cannot be used at all.
    #[error(transparent)]
    Own(#[from] OwnFault),
    /// There is no TLS connection.
    #[error(transparent)]
    Connection(#[from] ConnectionFault),
    /// The array does not accept the key manager's certificate.
    #[error(transparent)]
    Server(#[from] ServerFault),
    /// The key manager does not accept the array's certificate.
    #[error(transparent)]
    Client(#[from] ClientFault),
    /// The key manager does not speak KMIP as the array needs it.
    #[error(transparent)]
    Protocol(#[from] ProtocolFault),
    /// The key does not unlock the array.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// The right key does not unlock the array.
    #[error(transparent)]
    Unlock(#[from] UnlockFault),
}

impl Fault {
    fn explained(&self) -> &dyn Explain {
        match self {
            Self::Own(fault) => fault,
            Self::Connection(fault) => fault,
            Self::Server(fault) => fault,
            Self::Client(fault) => fault,
            Self::Protocol(fault) => fault,
            Self::Key(fault) => fault,
            Self::Unlock(fault) => fault,
        }
    }
}

impl Explain for Fault {
    fn kind(&self) -> ErrorKind {
        self.explained().kind()
    }

    fn remedy(&self) -> Option<Remedy> {
        self.explained().remedy()
    }

    fn message(&self) -> Message {
        self.explained().message()
    }
}

impl Explain for Diagnosis {
    fn kind(&self) -> ErrorKind {
        self.fault.kind()
    }

    fn remedy(&self) -> Option<Remedy> {
        self.fault.remedy()
    }

    fn message(&self) -> Message {
        let message = Message::text(format!("{}:", self.stage)).then(self.fault.message());
        match &self.elsewhere {
            None => message,
            Some(uri) => message.then(format!(
                "The key at {uri} is the right one: check that the key managers replicate."
            )),
        }
    }
}

impl Diagnosis {
    /// The fault `fault`, met at `stage`.
    pub(crate) fn new(stage: Stage, fault: impl Into<Fault>) -> Self {
        Self {
            stage,
            fault: fault.into(),
            elsewhere: None,
        }
    }

    /// Whether another URI could still give what this one does not. A key's state and its material
    /// are the key manager's final say: an array that asked on would unlock with a key that was
    /// taken from it.
    pub fn may_pass(&self) -> bool {
        match &self.fault {
            Fault::Key(_) => self.says_missing(),
            _ => true,
        }
    }

    /// Whether the key manager says that it has no such key.
    pub(crate) fn says_missing(&self) -> bool {
        matches!(&self.fault, Fault::Key(KeyFault::Missing { .. }))
    }
}
