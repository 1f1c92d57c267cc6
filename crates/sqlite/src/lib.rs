//! Private SQLite files: of mode 0600, used by many processes at a time, and killed at any of them.
//!
//! [`Database`] opens one and runs transactions in it. [`Waiter`] says how long, and how visibly, a
//! caller waits for others, whether for a database or for a [lock file](lock). [`Error`] tells apart
//! what a caller reports differently; it names the file and the cause. What the file is to a user, and
//! what to do next, is the caller's to say. [`Instance`] keeps a folder to one running server.

mod connection;
mod database;
mod error;
mod file;
mod immutable;
mod instance;
mod kept;
pub mod lock;
mod log;
mod schema;
mod wait;

pub use database::Database;
pub use error::Error;
pub use instance::{Instance, InstanceError, Running};
pub use schema::{Schema, Usage};
pub use wait::{NOTICE, TIMEOUT, Waiter};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
