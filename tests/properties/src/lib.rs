//! What must hold for any bytes that come from the network.
//!
//! Each function takes bytes and panics when what it says does not hold. `cargo xtask fuzz` looks for
//! such bytes; the test `replay` gives them all bytes of `fuzz/corpus` and `fuzz/regressions`.

mod request;
mod response;
mod ttlv;

pub use request::request;
pub use response::response;
pub use ttlv::ttlv;
