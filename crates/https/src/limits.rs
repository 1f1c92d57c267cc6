//! How much anybody may take of the server.

use std::time::Duration;

/// How much anybody may take of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections there are at a time, at all addresses together.
    pub connections: usize,
    /// How long a TLS handshake may take.
    pub handshake: Duration,
    /// How long the head of a request may take, or its absence.
    pub head: Duration,
    /// The longest head of a request, in bytes.
    pub head_size: usize,
    /// How long requests that are being answered may take when the server ends.
    pub end: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1000,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(30),
            head_size: 32 * 1024,
            end: Duration::from_secs(10),
        }
    }
}
