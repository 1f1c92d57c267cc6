//! Why the key manager could not do what it was asked to.

use std::io;

use kmip::enums::State;

use crate::store::StoreError;

/// Why a command of the key manager failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyManagerError {
    /// Nothing of that kind has the name.
    #[error("{} does not exist.", capital(.0))]
    Missing(&'static str),
    /// Something of that kind already has the name.
    #[error("{} exists.", capital(.0))]
    Exists(&'static str),
    /// Something is still in it.
    #[error("The {0} is not empty. Delete what belongs to it first.")]
    NotEmpty(&'static str),
    /// There are several, and none was named.
    #[error("There are several {0}s.")]
    Several(&'static str),
    /// Several have the name.
    #[error("There are several {0}s of that name. Give the UUID of one instead.")]
    Ambiguous(&'static str),
    /// There is nothing to choose from.
    #[error("There is no {0} yet.")]
    None(&'static str),
    /// An app without a group would see no key.
    #[error("An app belongs to at least one group. Name one.")]
    NoGroup,
    /// An app's groups belong to several accounts.
    #[error("The groups of an app belong to one account. Name groups of the same account.")]
    Accounts,
    /// The uploaded text is not a certificate.
    #[error("This is not a PEM certificate.")]
    NoCertificate,
    /// The certificate's common name is another one's UUID.
    #[error("The certificate's common name is {found}, and this app's UUID is {uuid}.")]
    WrongCommonName {
        /// The common name of the certificate.
        found: String,
        /// The app's UUID.
        uuid: String,
    },
    /// An account would be left to members who may not administer it.
    #[error("The account would have no administrator. Make another user its administrator first.")]
    LastAdministrator,
    /// The name or the password is wrong, or the certificate is not the one uploaded.
    #[error("Wrong user name or password.")]
    WrongPassword,
    /// There is no such session, or it has ended.
    #[error("The session is over. Log in again.")]
    SessionOver,
    /// Who asks may not do that.
    #[error("{0}")]
    Denied(&'static str),
    /// What is asked for cannot be.
    #[error("{0}")]
    Invalid(String),
    /// The key's state does not allow it.
    #[error("The key is {state}. {cure}")]
    State {
        /// The state it is in.
        state: State,
        /// What to do.
        cure: Cure,
    },
    /// The seed is not the one of this key manager.
    #[error("{0}")]
    Seed(&'static str),
    /// The address cannot be listened on.
    #[error("Cannot listen on {address}: {source}.")]
    Listen {
        /// The address.
        address: String,
        /// For what.
        of: Listener,
        /// What the system said.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("Cannot make the key manager's certificates: {0}.")]
    Authority(String),
    /// What is on the disk does not serve.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What helps when a key's state does not allow what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cure {
    /// To deactivate it.
    #[error("Deactivate it first.")]
    Deactivate,
    /// To destroy it.
    #[error("Destroy it first.")]
    Destroy,
    /// Nothing: that is why.
    #[error("{0}")]
    None(&'static str),
}

/// What is listened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// KMIP.
    Kmip,
    /// KMIP, as a second node of a cluster.
    Second,
    /// HTTPS.
    Https,
    /// HTTPS, where clients are asked for a certificate.
    HttpsMtls,
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
