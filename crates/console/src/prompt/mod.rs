//! What the commands ask for: certificates, keys, passphrases.
//!
//! On a terminal each is asked for by itself. Through a pipe they all come in one stream: whatever a
//! prompt does not take is there for the next one.

mod assign;
mod block;
mod decode;
mod host_file;
mod kind;
mod line;
mod passphrase;
mod pem;
mod pem_file;
mod pipe;
mod reflow;
mod secret_file;

pub use kind::PemKind;
pub use line::line;
pub use passphrase::{api_key, new_passphrase, new_password, passphrase, password};
pub use pem::{pem, pems};
pub use pem_file::pem_file;
pub use secret_file::{passphrase_file, secret_file};
