//! The key manager as its clients meet it: KMIP over TLS, on a real socket.

mod attributes;
mod batches;
mod bounds;
mod conversations;
mod deletion;
mod fixture;
mod identity;
mod life;
mod limits;
mod locate;
mod migration;
mod objects;
mod panics;
mod played;
mod session;
mod state;
mod strict;
mod templates;
mod versions;
mod wrapping;
