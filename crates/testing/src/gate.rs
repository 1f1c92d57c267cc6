//! The network between the array and the key manager, which can be cut.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Passes connections on while it is open.
pub struct Gate {
    port: u16,
    /// How many more connections pass.
    left: Arc<AtomicUsize>,
    /// What is done before the connection of that number from now, the next being 1.
    event: Arc<Mutex<Option<Event>>>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

type Event = (usize, Box<dyn FnOnce() + Send>);

impl Gate {
    /// An open gate before `behind`. It lives as long as the process.
    pub fn before(behind: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let left = Arc::new(AtomicUsize::new(usize::MAX));
        let still = Arc::clone(&left);
        let event: Arc<Mutex<Option<Event>>> = Arc::default();
        let expected = Arc::clone(&event);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                happen(&expected);
                // Dropped, and so closed, while the gate is.
                let passes = still.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                });
                if passes.is_ok()
                    && let Ok(server) = TcpStream::connect(behind)
                {
                    connect(client, server);
                }
            }
        });
        Self { port, left, event }
    }

    /// Does `work` before that connection from now passes, the next being 1.
    pub fn at(&self, connection: usize, work: impl FnOnce() + Send + 'static) {
        *self.event.lock().unwrap() = Some((connection, Box::new(work)));
    }

    /// Where the array connects to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Lets new connections through, or closes them at once.
    pub fn set_open(&self, open: bool) {
        self.close_after(if open { usize::MAX } else { 0 });
    }

    /// Whether new connections are let through.
    pub fn is_open(&self) -> bool {
        self.left.load(Ordering::SeqCst) > 0
    }

    /// Lets that many new connections through, and closes those after them at once.
    pub fn close_after(&self, connections: usize) {
        self.left.store(connections, Ordering::SeqCst);
    }
}

fn happen(event: &Mutex<Option<Event>>) {
    let mut event = event.lock().unwrap();
    match event.take() {
        Some((1, work)) => work(),
        Some((later, work)) => *event = Some((later - 1, work)),
        None => {}
    }
}

fn connect(client: TcpStream, server: TcpStream) {
    let (from_client, to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || pass(from_client, to_server));
    thread::spawn(move || pass(server, client));
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 8192];
    loop {
        match from.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(length) if length > 0 && to.write_all(&buffer[..length]).is_ok() => {}
            _ => {
                let _ = to.shutdown(Shutdown::Write);
                return;
            }
        }
    }
}
