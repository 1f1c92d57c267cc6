//! What the key manager holds and what may be done with it: accounts, groups, apps, keys, and the CA of
//! its server. Knows no protocol.

mod account;
mod app;
mod authority;
mod error;
mod group;
pub(crate) mod key;
mod key_manager;
mod name;
pub(crate) mod random;
mod snapshot;

pub use authority::Authority;
pub use error::KeyManagerError;
pub use key::Key;
pub use key_manager::{Clock, KeyManager};
pub use name::{InvalidName, Name};

pub use crate::store::{Account, App, AppGroup, Dates, Group, KeyRow, Method, Protection};

pub(crate) use app::api_key;
pub(crate) use authority::server_names;
