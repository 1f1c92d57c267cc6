//! The doors of the array: ways in other than the commands: for programs, and for browsers.
//!
//! [`Doors`] serves any number of arrays of a home over HTTPS, each at an address of its own, with its
//! own users and with its `management` certificate as the certificate of the web server. What is asked
//! for at a door is done by [`pure_core::Purity`]: a request becomes a
//! [`Context`](pure_core::Context), and an error's kind a status.
//!
//! Each module uses only those below it:
//!
//! ```text
//! serve        where each array is served, and what is due
//! rest         the REST API, version by version
//! web          the console: pages for a browser
//! ssh          the array's commands over SSH
//! alert        what there is to warn of
//! door         an array at its door: its context, its sessions
//! tls          the management certificate as that of the web server
//! session      who has logged in
//! passing      time that passes
//! access_token what API clients get for their ID tokens
//! version      the versions of the REST API
//! ```

mod access_token;
mod alert;
mod door;
mod error;
mod passing;
mod rest;
mod serve;
mod session;
mod ssh;
#[cfg(test)]
mod test_door;
mod tls;
mod version;
mod web;

pub use error::ServeError;
pub use pure_https::Limits;
pub use rest::read_target;
pub use serve::{Doors, Opened, Options, Ssh};
pub use ssh::{Asked, Program, Programs, Response, SshLimits};
pub use version::{InvalidRestVersion, RestVersion};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
