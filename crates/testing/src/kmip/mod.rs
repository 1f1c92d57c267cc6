//! KMIP over a [`Listener`](crate::Listener).

mod key_server;
mod misbehaviour;
mod serve;

pub use key_server::{Key, KeyServer};
pub use misbehaviour::Misbehaviour;
pub use serve::{listen, read_request};
