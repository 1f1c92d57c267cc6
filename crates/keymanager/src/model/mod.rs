//! What the key manager holds: accounts, groups, apps, keys.

mod account;
mod app;
mod group;
pub(crate) mod key;

pub use account::Account;
pub use app::{App, AppGroup, Method};
pub use group::Group;
pub use key::{Dates, Key, KeyRow, Protection};

pub(crate) use app::{client_api_key, client_app};
