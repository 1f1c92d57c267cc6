//! Why the key manager could not do what it was asked to.

use std::io;
use std::path::PathBuf;

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
    /// Which one is meant has to be said.
    #[error("There are several {0}s. Name one with --{0}.")]
    Ambiguous(&'static str),
    /// There is none to choose.
    #[error("There is no {0} yet. Create one with puresim keymanager {0} create.")]
    None(&'static str),
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
    #[error("The key is {state}{cure}")]
    State {
        /// The state it is in.
        state: String,
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
    /// The address cannot be listened on.
    #[error("Cannot listen on {address}: {source}. Choose another address with --listen.")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// It runs already.
    #[error("The key manager runs already on {0}. Stop it with puresim keymanager stop.")]
    Running(String),
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
    /// The database failed.
    #[error("The key manager's state cannot be used: {0}.")]
    Database(#[from] rusqlite::Error),
    /// A secret could not be opened or made.
    #[error("The key manager's master key does not open its keys. Restore the file master.key.")]
    MasterKey,
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
