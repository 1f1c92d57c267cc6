//! What the commands ask for: certificates, keys, passphrases.

mod kind;
mod passphrase;
mod pem;
mod unfold;

pub use kind::PemKind;
pub use passphrase::passphrase;
pub use pem::{pem, pems, pems_and_passphrase};
pub use unfold::unfold_pem;
