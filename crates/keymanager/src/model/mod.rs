//! What the key manager holds: accounts, groups, apps, keys.

mod account;
mod app;
mod group;
mod key;

pub use account::Account;
pub use app::{App, Method};
pub use group::Group;
pub use key::{Key, KeyRow};

pub(crate) use app::client_app;
pub(crate) use key::{DateField, Dates, insert, names_of, row_of, update};
