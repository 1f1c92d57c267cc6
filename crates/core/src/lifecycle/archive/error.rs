//! Why an array cannot be exported or imported.

use std::path::PathBuf;

use uuid::Uuid;

use super::Passphrase;
use crate::ground::{
    ErrorKind, Explain, FileError, HomeError, Message, ObjectName, Remedy, StoreError,
};
use crate::lifecycle::LifecycleError;
use crate::noun::data::DataError;
use crate::noun::drive::DriveError;
use crate::noun::token::TokenError;
use crate::operation::OperationError;

/// Why an array cannot be exported or imported. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The passphrase is too short for what it protects.
    #[error(
        "The passphrase has fewer than {} characters, and it protects private keys. Choose a longer one.",
        Passphrase::MIN
    )]
    ShortPassphrase,
    /// The file to export to is there already.
    #[error("{} exists. Name another file, or move it away.", .0.display())]
    Exists(PathBuf),
    /// The file is something else.
    #[error("{} is not an export of an array.", .0.display())]
    NotAnExport(PathBuf),
    /// The first chunk does not open.
    #[error("{} cannot be opened: the passphrase is wrong, or the file was altered.", .0.display())]
    WrongPassphrase(PathBuf),
    /// A later chunk does not open, or is missing.
    #[error("{} was altered or cut off after byte {at}. Use another copy.", .path.display())]
    Altered {
        /// The export.
        path: PathBuf,
        /// Up to which byte of the archive it is right.
        at: u64,
    },
    /// It opens, and does not hold what an array is made of.
    #[error("{} does not hold a whole array: {problem}. Export it again.", .path.display())]
    Incomplete {
        /// The export.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// This home has the array already.
    #[error("The array {id} exists already: {name}.")]
    Here {
        /// The array's UUID.
        id: Uuid,
        /// Its name here.
        name: ObjectName,
    },
    /// This home has another array of that name.
    #[error("Another array named {0} exists.")]
    NameTaken(ObjectName),
    /// The home cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The array's state cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A copy of it cannot be made: it cannot be unlocked, or no keys be made.
    #[error("No copy of the array can be made. {0}")]
    Copy(Box<OperationError>),
    /// What a list shows of it cannot be read.
    #[error(transparent)]
    Entry(Box<LifecycleError>),
    /// What the array is locked with cannot be read.
    #[error(transparent)]
    Token(Box<TokenError>),
    /// A drive cannot be read.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// The volumes cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FileError),
}

impl From<LifecycleError> for ArchiveError {
    fn from(error: LifecycleError) -> Self {
        Self::Entry(Box::new(error))
    }
}

impl From<TokenError> for ArchiveError {
    fn from(error: TokenError) -> Self {
        Self::Token(Box::new(error))
    }
}

impl Explain for ArchiveError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::ShortPassphrase => ErrorKind::Invalid,
            Self::Exists(_) | Self::Here { .. } | Self::NameTaken(_) => ErrorKind::Exists,
            Self::WrongPassphrase(_) => ErrorKind::Refused,
            Self::NotAnExport(_) | Self::Altered { .. } | Self::Incomplete { .. } => {
                ErrorKind::Damaged
            }
            Self::Home(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Copy(error) => error.kind(),
            Self::Entry(error) => error.kind(),
            Self::Token(error) => error.kind(),
            Self::Drive(error) => error.kind(),
            Self::Data(error) => error.kind(),
            Self::File(_) => ErrorKind::Storage,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NotAnExport(_) => Some(Remedy::ExportArray),
            Self::Here { name, .. } => Some(Remedy::DeleteArray(name.clone())),
            Self::NameTaken(_) => Some(Remedy::NameImport),
            _ => None,
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Home(error) => error.message(),
            Self::Store(error) => error.message(),
            Self::Copy(error) => {
                Message::text("No copy of the array can be made.").then(error.message())
            }
            Self::Entry(error) => error.message(),
            Self::Token(error) => error.message(),
            Self::Drive(error) => error.message(),
            Self::Data(error) => error.message(),
            _ => Message::text(self.to_string()).with(self.remedy()),
        }
    }
}
