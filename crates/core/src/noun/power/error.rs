//! Why the array does not do what only an unlocked array does.

use crate::ground::{ErrorKind, Explain, FileError, Message, Remedy, StoreError};

/// Why the array does not do what only an unlocked array does.
#[derive(Debug, thiserror::Error)]
pub enum PowerError {
    /// The array has no power.
    #[error("The array is off.")]
    Off,
    /// The array could not be unlocked.
    #[error("The array is locked: {0}")]
    Locked(Message),
    /// The keys are gone from memory since this request began.
    #[error("The array has lost power.")]
    LostPower,
    /// Another command uses the keys in memory, and does not end.
    #[error(
        "Another command has been using the array for 30 seconds, and the power was not switched off. \
         Try again later."
    )]
    InUse,
    /// The host does not say which boot this is.
    #[error(
        "The keys cannot be kept in memory: the host does not say since when it is running \
         (/proc/sys/kernel/random/boot_id cannot be read)."
    )]
    BootUnknown,
    /// There is no place for the array's memory; why not, in sentences.
    #[error("The keys cannot be kept in memory. {0}")]
    NoMemory(String),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Explain for PowerError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Off | Self::Locked(_) | Self::LostPower => ErrorKind::Locked,
            Self::Store(error) => error.kind(),
            Self::InUse => ErrorKind::Busy,
            Self::BootUnknown | Self::NoMemory(_) | Self::File(_) => ErrorKind::Storage,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Off | Self::LostPower => Some(Remedy::SwitchOn),
            Self::Locked(_) => Some(Remedy::FixAndSwitchOn),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Locked(reason) => Message::text("The array is locked:")
                .then(reason.clone())
                .with(self.remedy()),
            Self::Store(error) => error.message(),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}
