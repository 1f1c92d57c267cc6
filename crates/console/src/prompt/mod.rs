//! What the commands ask for: certificates, keys, passphrases.
//!
//! On a terminal each is asked for by itself. Through a pipe they all come in one stream: whatever a
//! prompt does not take is there for the next one.

mod assign;
mod block;
mod host_file;
mod kind;
mod line;
mod passphrase;
mod passphrase_file;
mod pem;
mod pem_file;
mod pipe;
mod reflow;

pub use kind::PemKind;
pub use line::line;
pub use passphrase::{new_passphrase, new_password, passphrase};
pub use passphrase_file::passphrase_file;
pub use pem::{pem, pems};
pub use pem_file::pem_file;
