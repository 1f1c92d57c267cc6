//! Why the doors cannot be opened.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the doors cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is in use, is not this machine's, or needs rights.
    #[error("Cannot listen on {address}: {source}. Choose another address.")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// An array cannot be served.
    #[error(transparent)]
    Array(#[from] pure_core::Error),
    /// The certificate of the array cannot be used by a web server.
    #[error("The management certificate cannot be used in TLS: {0}. Replace it.")]
    Certificate(#[from] rustls::Error),
    /// The key by which SSH clients know the array cannot be used.
    #[error("Cannot use the SSH host key {}: {source}.", .path.display())]
    HostKey {
        /// Its file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The system does not give what a server needs.
    #[error("Cannot serve: {0}")]
    System(#[from] io::Error),
}
