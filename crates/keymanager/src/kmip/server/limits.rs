//! The limits of the server.

use std::time::Duration;

/// The limits of the server.
///
/// A connection needs a thread, two file descriptors, about 50 KiB, and while it sends a request a
/// small multiple of the request's length; so clients that are no app's take 512 times about half a
/// megabyte at the very most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; fewer when the process may not open as many files.
    pub max_connections: usize,
    /// The TLS handshake, and one whole request from its first byte.
    pub message: Duration,
    /// The time between two requests.
    pub idle: Duration,
    /// The length of a request of an app, in bytes.
    pub max_request: usize,
    /// The length of a request of a client without the certificate of an app, in bytes.
    pub max_strange_request: usize,
}

impl Default for Limits {
    /// 512 connections, 10 seconds a message, 5 minutes idle, 1 MiB a request, 64 KiB of strangers.
    fn default() -> Self {
        Self {
            max_connections: 512,
            message: Duration::from_secs(10),
            idle: Duration::from_secs(300),
            max_request: 1 << 20,
            max_strange_request: 64 << 10,
        }
    }
}
