//! What can be asked: one method for each thing, with typed values and errors that say their kind.
//!
//! - [`Purity`] is an array as its operators know it: certificates, KMIP servers, the security token.
//!   Every door calls it.
//! - [`Bench`] is what surrounds that array: power, drives, cards, the clock, what is written to it.
//! - [`Users`] is who may come in by the array's doors.
//! - [`Arrays`] is the home: which arrays there are, and which is the current one.
//! - [`Snapshots`] are the states of arrays that were saved.
//!
//! Each is made from a [`Context`](crate::Context), for one request.

mod access;
mod arrays;
mod bench;
mod certificates;
mod drill;
mod error;
mod kmip_servers;
mod purity;
mod reading;
mod security_token;
mod snapshots;
mod users;

pub use access::AccessError;
pub use arrays::Arrays;
pub use bench::{Bench, PowerOverview};
pub use certificates::Certificates;
pub use error::{Error, Result, Subject};
pub use purity::{ArrayIdentity, Controller, Purity};
pub use snapshots::Snapshots;
pub use users::Users;
