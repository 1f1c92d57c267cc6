//! What the server takes at most.

use std::time::Duration;

/// The limits of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once.
    pub max_connections: usize,
    /// The TLS handshake, and one whole request from its first byte.
    pub message: Duration,
    /// The time between two requests.
    pub idle: Duration,
    /// The length of a request, in bytes.
    pub max_request: usize,
    /// The stack of a connection's thread, in bytes.
    pub stack_size: usize,
}

impl Default for Limits {
    /// 512 connections, 10 seconds a message, 5 minutes idle, 1 MiB a request.
    fn default() -> Self {
        Self {
            max_connections: 512,
            message: Duration::from_secs(10),
            idle: Duration::from_secs(300),
            max_request: 1 << 20,
            stack_size: 512 << 10,
        }
    }
}
