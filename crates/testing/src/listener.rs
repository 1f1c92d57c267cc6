//! Listeners on 127.0.0.1 that do what a test says, over TCP or TLS.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The stream of a connection over TLS.
pub type TlsStream = StreamOwned<ServerConnection, TcpStream>;

/// A listener that serves every connection in a thread of its own, until it is dropped.
#[derive(Debug)]
pub struct Listener {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Listener {
    /// Serves TCP.
    pub fn tcp(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let serve = Arc::new(serve);
        let accepting = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let serve = Arc::clone(&serve);
                std::thread::spawn(move || serve(stream));
            }
        });
        Self {
            address,
            stopping,
            accepting: Some(accepting),
        }
    }

    /// Serves TLS. A handshake that fails ends the connection with its alert.
    pub fn tls(
        config: ServerConfig,
        serve: impl Fn(&mut TlsStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let config = Arc::new(config);
        Self::tcp(move |tcp| {
            tcp.set_nodelay(true).unwrap();
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, tcp);
            // What fails shows at the client.
            if stream.conn.complete_io(&mut stream.sock).is_ok() {
                let _ = serve(&mut stream);
            }
            stream.conn.send_close_notify();
            let _ = stream.conn.write_tls(&mut stream.sock);
            drain(&mut stream.sock);
        })
    }

    /// Sends `bytes` on every connection, as servers of other protocols do.
    #[must_use]
    pub fn sending(bytes: &'static [u8]) -> Self {
        Self::tcp(move |mut stream| {
            let _ = io::Write::write_all(&mut stream, bytes);
            drain(&mut stream);
        })
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

/// Closes without a reset, which bytes that nobody read would cause, and which would take the last
/// bytes, such as an alert, from the peer.
fn drain(socket: &mut TcpStream) {
    let _ = socket.shutdown(Shutdown::Write);
    let _ = io::copy(socket, &mut io::sink());
}

/// A port on which nothing listens.
#[must_use]
pub fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
