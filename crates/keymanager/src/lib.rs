//! A stand-in for Fortanix DSM: accounts, groups, apps and keys, and a KMIP server.
//!
//! A client is the app whose UUID is the common name of its certificate, and whose uploaded
//! certificate it presents. An app sees the keys of its groups only. What the key manager has reported
//! as done is in the database, and survives a kill.
//!
//! Layers, each of which uses only those below it: `https` listens for `rest`, which speaks the REST API, and for
//! `web`, the pages, where passwords are checked one after the other (`password_turns`), and `kmip` speaks KMIP;
//! [`model`] knows what may be done, `store` has it on the disk.

mod https;
mod kmip;
pub mod model;
mod password_turns;
mod rest;
mod status;
mod store;
mod tls;
mod web;

pub use https::HttpsServer;
pub use kmip::{Limits, Server};
pub use model::{Authority, Clock, InvalidName, KeyManager, KeyManagerError, Name};
pub use pure_sqlite::{Instance, InstanceError, Running, Waiter};
pub use rest::{read_request, rewritten_time};
pub use store::StoreError;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
