//! The key manager as its clients meet it: KMIP over TLS, on a real socket.

mod attributes;
mod batches;
mod conversations;
mod identity;
mod life;
mod limits;
mod locate;
mod objects;
mod session;
mod stand;
mod state;
mod versions;
