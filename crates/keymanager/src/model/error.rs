//! Why the key manager could not do what it was asked to.

use std::io;
use std::path::PathBuf;

use pure_kmip::enums::State;
use rusqlite::ErrorCode;

/// Why a command of the key manager failed.
#[derive(Debug, thiserror::Error)]
pub enum KeyManagerError {
    /// There is none of that kind and name.
    #[error("{} does not exist.", capital(.0))]
    Missing(&'static str),
    /// There is one of that kind and name already.
    #[error("{} exists.", capital(.0))]
    Exists(&'static str),
    /// Something is still in it.
    #[error("The {0} is not empty. Delete what belongs to it first.")]
    NotEmpty(&'static str),
    /// There are several, and none was named.
    #[error("There are several {0}s. Name one with --{0}.")]
    Several(&'static str),
    /// Several have the name.
    #[error("There are several {0}s of that name. Give the UUID of one instead.")]
    Ambiguous(&'static str),
    /// There is none to choose.
    #[error("There is no {0} yet. Create one with puresim keymanager {0} create.")]
    None(&'static str),
    /// An app's groups belong to several accounts.
    #[error("The groups of an app belong to one account. Name groups of the same account.")]
    Accounts,
    /// The uploaded text is no certificate.
    #[error("This is no PEM certificate. Paste what purecert list NAME --certificate prints.")]
    NoCertificate,
    /// The certificate's common name is another one's UUID.
    #[error(
        "The certificate's common name is {found}, and this app's UUID is {uuid}. Create a \
         certificate with --common-name {uuid}."
    )]
    WrongCommonName {
        /// The common name of the certificate.
        found: String,
        /// The app's UUID.
        uuid: String,
    },
    /// The key's state does not allow it.
    #[error("The key is {state}. {cure}")]
    State {
        /// The state it is in.
        state: State,
        /// What to do.
        cure: &'static str,
    },
    /// The seed is not the one of this key manager.
    #[error("{0}")]
    Seed(&'static str),
    /// The database is damaged.
    #[error(
        "The key manager's state {} is damaged. Move it away to begin with an empty key manager.",
        .0.display()
    )]
    Damaged(PathBuf),
    /// A later version wrote the database.
    #[error(
        "The key manager's state {} is of a newer version. Use a newer puresim.", .0.display()
    )]
    Newer(PathBuf),
    /// Others wrote all the time.
    #[error("The key manager's state was in use by others for 30 seconds. Try again.")]
    Busy,
    /// There is no room for the change.
    #[error("The disk of the key manager's state is full. Make room, and try again.")]
    Full,
    /// The database may be read only.
    #[error("The key manager's state cannot be written. Check the permissions of its folder.")]
    ReadOnly,
    /// The commit of a change failed so that nobody knows whether the change is on the disk.
    #[error(
        "Whether the last change of the key manager's state was saved is not known: {0} Look at what \
         it is now before you try again."
    )]
    CommitUnknown(Box<Self>),
    /// The address cannot be listened on.
    #[error("Cannot listen on {address}: {source}. Choose another address with --listen.")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// It runs already.
    #[error(
        "The key manager runs already{}. Stop it with puresim keymanager stop.",
        .0.as_ref().map(|address| format!(" on {address}")).unwrap_or_default()
    )]
    Running(Option<String>),
    /// It does not end.
    #[error("The key manager, process {0}, does not end. Kill it.")]
    Stuck(u32),
    /// A file operation failed.
    #[error("Cannot use {}: {source}.", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("Cannot make the key manager's certificates: {0}.")]
    Authority(String),
    /// The database failed otherwise.
    #[error("The key manager's state cannot be used: {0}.")]
    Database(rusqlite::Error),
    /// A secret could not be opened or made.
    #[error("The key manager's master key does not open its keys. Restore the file master.key.")]
    MasterKey,
}

impl From<pure_sqlite::Error> for KeyManagerError {
    fn from(error: pure_sqlite::Error) -> Self {
        use pure_sqlite::Error;
        match error {
            Error::Missing(path) => Self::Io {
                path,
                source: io::ErrorKind::NotFound.into(),
            },
            Error::Damaged(path) => Self::Damaged(path),
            Error::Newer { path, .. } => Self::Newer(path),
            Error::OpenToOthers(path) => Self::Io {
                path,
                source: io::Error::other("it is open to other users; close it with chmod 600"),
            },
            Error::Full(_) => Self::Full,
            Error::ReadOnly(_) => Self::ReadOnly,
            Error::Busy(_) => Self::Busy,
            Error::CommitUnknown { cause, .. } => Self::CommitUnknown(Box::new((*cause).into())),
            Error::Io { path, source } => Self::Io { path, source },
            Error::Sqlite { source, .. } => Self::Database(source),
        }
    }
}

impl From<rusqlite::Error> for KeyManagerError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            _ => Self::Database(error),
        }
    }
}

fn capital(noun: &str) -> String {
    let mut letters = noun.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}
