//! What the key manager holds and what may be done with it: accounts, groups, apps, keys, and the CA of
//! its server. Knows no protocol.

mod account;
mod app;
mod authority;
mod error;
mod fault;
mod group;
pub(crate) mod key;
mod key_manager;
mod name;
pub(crate) mod random;
mod recent;
mod snapshot;
mod turns;

pub use authority::Authority;
pub use error::KeyManagerError;
pub use fault::{FAULTS, Fault};
pub use key::Key;
pub use key_manager::{Clock, KeyManager};
pub use name::{InvalidName, Name};

pub use crate::store::{
    Account, App, AppGroup, Dates, FaultRow, Group, KeyRow, Method, Protection,
};

pub(crate) use app::api_key;
pub(crate) use authority::{Blemish, server_names};
pub(crate) use fault::Faults;
pub(crate) use turns::Turn;
