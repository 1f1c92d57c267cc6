//! A stand-in for Fortanix DSM: accounts, groups, apps and keys, and a KMIP server.
//!
//! A client is the app whose UUID is the common name of its certificate, and whose uploaded
//! certificate it presents. An app sees the keys of its groups only. What was answered is in the
//! database, and survives a kill.

mod attributes;
mod authority;
mod error;
mod files;
mod instance;
mod master_key;
pub mod model;
mod name;
mod operation;
mod seed;
mod server;
mod store;

pub use authority::Authority;
pub use error::KeyManagerError;
pub use instance::{Instance, Running};
pub use name::{InvalidName, Name};
pub use pure_sqlite::Waiter;
pub use server::{Limits, Server};
pub use store::KeyManager;

/// Tells the time in seconds since 1970 UTC.
pub type Clock = std::sync::Arc<dyn Fn() -> i64 + Send + Sync>;
