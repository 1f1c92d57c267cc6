//! What must hold for any bytes that come from the network.
//!
//! Each function takes bytes and panics when what it says does not hold. `cargo xtask fuzz` looks for
//! such bytes; the test `replay` gives them all bytes of `fuzz/corpus` and `fuzz/regressions`.

mod batch;
mod certificate;
mod conversation;
mod dsm;
mod fixture;
mod id_token;
mod key_text;
mod line;
mod query;
mod request;
mod response;
mod ssh_line;
mod ttlv;

pub use batch::batch;
pub use certificate::certificate;
pub use conversation::conversation;
pub use dsm::dsm;
pub use id_token::id_token;
pub use key_text::key_text;
pub use query::query;
pub use request::request;
pub use response::response;
pub use ssh_line::ssh_line;
pub use ttlv::ttlv;
