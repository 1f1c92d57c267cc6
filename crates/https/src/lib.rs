//! Listening for HTTP/1.1 over TLS: connections and their limits, and the end.
//!
//! What both the doors of the array and the key manager need: [`serve`] accepts connections at any number
//! of addresses, each with a router and a TLS configuration of its own. Nobody can take the server from
//! others: a connection that has been silent for longest makes room for a new one. A handler finds out
//! who is at the other end from the [`Peer`] in the extensions of a request. [`Asked`] is a request
//! that has come in whole, and [`Failures`] slow down who guesses passwords.

mod asked;
mod failures;
mod limits;
mod places;
mod serve;

pub use asked::{Asked, NotWhole};
pub use failures::Failures;
pub use limits::Limits;
pub use places::{Busy, Place, Places};
pub use serve::{Listening, Peer, Tls, asked_to_end, serve};
