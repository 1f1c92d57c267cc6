//! The simulated array: certificates, KMIP servers, the security token, drives and keys, power.
//!
//! This crate never prints, never reads a terminal and never exits: it returns typed results and
//! typed errors whose text carries names and numbers. Each noun is a module.

pub mod array;
pub mod card;
pub mod certificate;
pub mod clock;
pub mod data;
pub mod drive;
pub mod fault;
pub mod home;
pub mod key;
pub mod kmip_server;
pub mod log;
pub mod name;
pub mod pattern;
pub mod power;
pub mod store;
pub mod stream;
pub mod token;
pub mod wait;

pub use array::Array;
pub use clock::Clock;
pub use home::Home;
pub use name::ObjectName;
pub use pattern::NamePattern;
pub use store::Store;
