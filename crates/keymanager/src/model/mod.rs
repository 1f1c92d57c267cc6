//! What the key manager holds and what may be done with it: accounts, groups, apps, keys, and the CA of
//! its server. Knows no protocol.

mod account;
mod actor;
mod app;
mod audit;
mod authority;
mod caller;
mod error;
mod fault;
mod group;
pub(crate) mod key;
mod key_manager;
mod log_ins;
mod name;
mod password;
pub(crate) mod random;
mod recent;
mod session;
mod snapshot;
mod turns;
mod user;
mod waiting;

pub use actor::{Actor, Who};
pub use authority::Authority;
pub use caller::{Caller, Identity, Scope};
pub use error::{Cure, KeyManagerError, Listener};
pub use fault::{FAULTS, Fault};
pub use key::{Change, Cipher, Ciphertext, Detail, Key, KeyList, Kind, NewKey, Selector};
pub use key_manager::{Clock, KeyManager};
pub use name::{InvalidName, Name};
pub use password::{InvalidPassword, Password};
pub use session::{APP_IDLE, USER_IDLE};
pub use user::{Email, InvalidEmail};

pub use crate::store::{
    Account, App, AppGroup, Dates, Event, EventFilter, EventKind, FaultRow, Group, KeyOps, KeyRow,
    Membership, Method, Permissions, Protection, Role, User,
};

pub(crate) use app::api_key;
pub(crate) use audit::About;
pub(crate) use authority::{Blemish, server_names};
pub(crate) use fault::Faults;
pub(crate) use recent::Origin;
pub(crate) use turns::Turn;
