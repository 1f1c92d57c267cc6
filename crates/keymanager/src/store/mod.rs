//! What is on the disk: the database, the master key under which its secrets are sealed, the lock of
//! the running process. No other module knows which database it is.

mod account;
mod app;
mod attribute;
mod database;
mod error;
mod event;
mod fault;
pub(crate) mod files;
mod group;
mod key;
mod key_name;
mod master_key;
mod ops;
mod pool;
mod schema;
mod sealed;
mod seed;
mod transaction;
mod user;

pub use account::Account;
pub use app::{App, AppGroup, Method};
pub use error::StoreError;
pub use event::{Event, EventFilter, EventKind};
pub use fault::FaultRow;
pub use group::Group;
pub use key::{Dates, KeyRow, Protection};
pub use ops::{KeyOps, Permissions};
pub use user::{Membership, Role, User};

pub(crate) use app::NewApp;
pub(crate) use database::Database;
pub(crate) use key::{DateField, Page, Revocation};
pub(crate) use master_key::MasterKey;
pub(crate) use transaction::Tx;
