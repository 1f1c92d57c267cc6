//! KMIP over a [`Listener`](crate::Listener).

mod conduct;
mod delivery;
mod key;
mod key_server;
mod misbehaviour;
mod serve;

pub use key::Key;
pub use key_server::KeyServer;
pub use misbehaviour::Misbehaviour;
pub use serve::{listen, read_request};
