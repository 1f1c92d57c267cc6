//! What the tests of several crates share. Nothing here is part of a release.
//!
//! - [`Authority`] and [`Leaf`]: certificates, each as a test wants it, flaws included; and what an
//!   authority signs for others.
//! - [`Listener`]: a server on 127.0.0.1 that does what a test says, over TCP or TLS;
//!   [`server_config`] says how it treats the certificates of its clients.
//! - [`Gate`]: a network that can be cut.
//! - [`kmip`]: a listener that reads KMIP requests, and a stub key manager that holds keys.
//!
//! All of it panics when it cannot do its work, which fails the test.

mod authority;
mod gate;
mod listener;
mod pem;
mod server_config;
mod signing_request;

pub mod kmip;

pub use authority::{Authority, Leaf, dns, end_at, named};
pub use gate::Gate;
pub use listener::{Listener, TlsStream, closed_port};
pub use pem::certificate_pem;
pub use server_config::{ClientAuthentication, TLS_VERSIONS, server_config};
