//! A port where connections are neither accepted nor refused: its queue is full.

use std::net::{SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::net;

/// The port, until it is dropped.
pub(crate) struct FullQueue {
    port: u16,
    _listening: OwnedFd,
    _waiting: Vec<TcpStream>,
}

impl FullQueue {
    pub(crate) fn new() -> Self {
        let listening =
            net::socket(net::AddressFamily::INET, net::SocketType::STREAM, None).unwrap();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        net::bind(&listening, &any).unwrap();
        net::listen(&listening, 0).unwrap();
        let address = SocketAddr::try_from(net::getsockname(&listening).unwrap()).unwrap();
        let timeout = Duration::from_millis(300);
        let waiting = std::iter::from_fn(|| TcpStream::connect_timeout(&address, timeout).ok());
        Self {
            port: address.port(),
            _waiting: waiting.take(8).collect(),
            _listening: listening,
        }
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}
