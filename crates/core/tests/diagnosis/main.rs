//! Every common fault between an array and a key manager, each with what `purekmip test` says of
//! it, on real listeners, with TLS 1.2 and 1.3 where they differ.

mod change;
#[path = "../common/mod.rs"]
mod common;
mod failover;
mod full_queue;
mod openssl;
mod test_bed;

mod certificate_of_array;
mod certificate_of_key_manager;
mod connection;
mod drill;
mod key;
mod misbehaviour;
mod nodes;
mod old_key;
mod protocol;

use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

/// The versions of TLS, with the stage at which each tells that the client is refused.
const BOTH: [(&SupportedProtocolVersion, &str); 2] =
    [(&TLS12, "TLS handshake"), (&TLS13, "First read")];
