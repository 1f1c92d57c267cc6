//! A client of Fortanix DSM's REST API, as far as a KMIP client is set up by it: accounts, groups, apps,
//! certificates, keys. It drives a real DSM and the embedded key manager by the same requests.
//!
//! ```text
//! session   a log-in: a user with a password, an app with its API key; the account
//! noun/     accounts, groups, apps, keys: what DSM says of them, and what may be asked for
//! http      requests and responses, their limits
//! tls       whose certificate is trusted
//! error     why something could not be done
//! ```
//!
//! It knows no terminal and reads no environment. Nobody is asked but the address that was given: no
//! proxy but the one named, and no redirection is followed.

mod address;
mod error;
mod foreign;
mod http;
mod noun;
mod session;
mod time;
mod tls;

pub use address::{Address, InvalidAddress};
pub use error::{Distrust, DsmError, Noun};
pub use http::Settings;
pub use noun::account::Account;
pub use noun::app::{App, NewApp};
pub use noun::group::Group;
pub use noun::key::Key;
pub use session::{Credential, InvalidApiKey, Session, Who};
pub use tls::{InvalidRoots, Roots};
