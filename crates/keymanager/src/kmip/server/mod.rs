//! The KMIP server: a listener, a thread for each connection, and limits.

mod connection;
mod descriptors;
mod identify;
mod limits;
mod registry;
mod tls;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

pub use limits::Limits;

use crate::model::{Fault, KeyManager, KeyManagerError, Listener, server_names};
use registry::Registry;
use tls::Tls;

/// The stack of a connection's thread, in bytes.
const STACK: usize = 512 << 10;

fn listen(address: &str, of: Listener) -> Result<(TcpListener, SocketAddr), KeyManagerError> {
    let failed = |source| KeyManagerError::Listen {
        address: address.to_owned(),
        of,
        source,
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    /// Where another node of a cluster would listen.
    second: Option<TcpListener>,
    address: SocketAddr,
    manager: Arc<KeyManager>,
    tls: Arc<Tls>,
    limits: Limits,
}

impl Server {
    /// Listens on `address`, whose port may be 0, with a certificate for this host and `names`.
    ///
    /// # Errors
    /// When the address cannot be listened on, or the certificates cannot be made.
    pub fn bind(
        manager: Arc<KeyManager>,
        address: &str,
        names: &[String],
        limits: Limits,
    ) -> Result<Self, KeyManagerError> {
        Self::bind_nodes(manager, address, None, names, limits)
    }

    /// As [`bind`](Self::bind), and as a second node of a cluster on `second`.
    ///
    /// # Errors
    /// When the address cannot be listened on, or the certificates cannot be made.
    pub fn bind_nodes(
        manager: Arc<KeyManager>,
        address: &str,
        second: Option<&str>,
        names: &[String],
        limits: Limits,
    ) -> Result<Self, KeyManagerError> {
        let (listener, address) = listen(address, Listener::Kmip)?;
        let second = second.map(|second| listen(second, Listener::Second));
        let second = second.transpose()?;
        let mut names = server_names(address.ip(), names);
        let other = second.as_ref().map(|(_, address)| address.ip().to_string());
        names.extend(other.filter(|other| !names.contains(other)));
        let tls = Arc::new(Tls::new(&manager, names)?);
        Ok(Self {
            listener,
            second: second.map(|(listener, _)| listener),
            address,
            manager,
            tls,
            limits,
        })
    }

    /// The address it listens on, with the real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves forever. A slow or silent client delays nobody: each has its thread and its deadlines,
    /// and when there are too many the one that has been silent for longest is closed.
    pub fn run(self) -> ! {
        let maximum = descriptors::connections(self.limits.max_connections);
        let registry = Arc::new(Registry::new(maximum));
        std::thread::scope(|scope| {
            if let Some(second) = &self.second {
                scope.spawn(|| self.accept(second, 1, &registry));
            }
            self.accept(&self.listener, 0, &registry)
        })
    }

    fn accept(&self, listener: &TcpListener, node: u8, registry: &Arc<Registry>) -> ! {
        loop {
            match listener.accept() {
                Ok((tcp, _)) => self.serve(tcp, node, registry),
                // Out of file descriptors, or the client is gone already: others may do better.
                Err(_) => std::thread::sleep(std::time::Duration::from_millis(10)),
            }
        }
    }

    fn serve(&self, tcp: TcpStream, node: u8, registry: &Arc<Registry>) {
        let Some(slot) = registry.acquire(&tcp, node) else {
            return;
        };
        let (manager, tls, limits) = (
            Arc::clone(&self.manager),
            Arc::clone(&self.tls),
            self.limits,
        );
        let thread = std::thread::Builder::new().stack_size(STACK);
        // Without a thread the slot is given up, and the connection closed.
        let _ = thread.spawn(move || {
            let faults = manager.meet(None, Fault::is_of_connection);
            if faults
                .find(|fault| matches!(fault, Fault::Drop(_)).then_some(()))
                .is_some()
            {
                return;
            }
            if let Ok(config) = tls.config(&manager, &faults) {
                connection::serve(&manager, tcp, config, &limits, &slot, &faults);
            }
        });
    }
}
