//! Listening: connections and their limits, what is due without a request, and the end.

use std::future::Future;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use pure_core::{Arrays, Context, ObjectName, Purity};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::door::Door;
use crate::error::ServeError;
use crate::rest;
use crate::tls::{self, WebCertificate};
use crate::version::RestVersion;

/// How much anybody may take of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections there are at a time, of all arrays together.
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

/// How arrays are served.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The newest version of the REST API; without it, that of each array's Purity.
    pub newest: Option<RestVersion>,
    /// How much anybody may take.
    pub limits: Limits,
}

/// An array that is served.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its name.
    pub name: ObjectName,
    /// Where its REST API is.
    pub address: SocketAddr,
    /// Whether its certificate is good for that address.
    pub fits: bool,
    /// Whether its first user still has the password that everybody knows.
    pub has_factory_password: bool,
}

/// The doors of arrays, ready to be served.
#[derive(Debug)]
pub struct Doors {
    runtime: Runtime,
    listening: Vec<Listening>,
    opened: Vec<Opened>,
    limits: Limits,
}

#[derive(Debug)]
struct Listening {
    listener: StdListener,
    address: SocketAddr,
    door: Arc<Door>,
    certificate: Arc<WebCertificate>,
}

/// How often an array does what is due without being asked for anything.
const DUE: Duration = Duration::from_secs(30);

/// How long accepting waits after it failed, as when there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(100);

impl Doors {
    /// Listens for each array: the first at `address`, the others at the ports after that, or each at a
    /// free port when the port is 0. Makes the certificate of each fit its address.
    ///
    /// # Errors
    /// When there is no such array, its state cannot be used, or the address cannot be listened on.
    pub fn open(
        context: &Context,
        arrays: &[ObjectName],
        address: SocketAddr,
        options: Options,
    ) -> Result<Self, ServeError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(32)
            .build()?;
        let mut doors = Self {
            runtime,
            listening: Vec::with_capacity(arrays.len()),
            opened: Vec::with_capacity(arrays.len()),
            limits: options.limits,
        };
        for (place, name) in (0_u16..).zip(arrays) {
            let array = Arrays::of(context).get(name)?;
            let door = Door::new(context, &array, options.newest);
            let (opened, listening) = open(door, name, nth(address, place))?;
            doors.opened.push(opened);
            doors.listening.push(listening);
        }
        Ok(doors)
    }

    /// The arrays that are served, in the order in which they were given.
    pub fn opened(&self) -> &[Opened] {
        &self.opened
    }

    /// Serves them until the process is asked to end (SIGTERM, or SIGINT as by Ctrl-C). Requests that are
    /// being answered then are answered.
    ///
    /// # Errors
    /// When the system does not give what a server needs.
    pub fn run(self) -> Result<(), ServeError> {
        let Self {
            runtime,
            listening,
            limits,
            ..
        } = self;
        runtime.block_on(serve(listening, limits))?;
        // What still runs has had its time.
        runtime.shutdown_background();
        Ok(())
    }
}

/// The address of the array in that place.
fn nth(address: SocketAddr, place: u16) -> SocketAddr {
    let port = match address.port() {
        0 => 0,
        port => port.saturating_add(place),
    };
    SocketAddr::new(address.ip(), port)
}

fn open(
    door: Door,
    name: &ObjectName,
    address: SocketAddr,
) -> Result<(Opened, Listening), ServeError> {
    let users = door.users(None)?.list()?;
    let listen = |source| ServeError::Listen { address, source };
    let listener = StdListener::bind(address).map_err(listen)?;
    listener.set_nonblocking(true).map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let fits = match tls::fit(door.context(), address) {
        Ok(fits) => fits,
        // An array that is off has no web server: it will have one when it is on.
        Err(error) if error.kind() == pure_core::ErrorKind::Locked => true,
        Err(error) => return Err(error.into()),
    };
    let opened = Opened {
        name: name.clone(),
        address,
        fits,
        has_factory_password: users.iter().any(|user| user.has_factory_password),
    };
    let listening = Listening {
        listener,
        address,
        door: Arc::new(door),
        certificate: Arc::default(),
    };
    Ok((opened, listening))
}

async fn serve(listening: Vec<Listening>, limits: Limits) -> Result<(), ServeError> {
    let mut asked_to_end = pin!(asked_to_end()?);
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = Arc::new(GracefulShutdown::new());
    let (end, ending) = watch::channel(false);
    let mut accepting = Vec::with_capacity(listening.len());
    for door in listening {
        let listener = TcpListener::from_std(door.listener)?;
        let served = Arc::new(Served {
            router: rest::router(Arc::clone(&door.door)),
            door: door.door,
            address: door.address,
            certificate: door.certificate,
            limits,
        });
        tokio::spawn(do_what_is_due(Arc::clone(&served)));
        let (places, graceful) = (Arc::clone(&places), Arc::clone(&graceful));
        let mut ending = ending.clone();
        accepting.push(tokio::spawn(async move {
            tokio::select! {
                () = accept(listener, served, places, &graceful) => {}
                _ = ending.changed() => {}
            }
        }));
    }
    asked_to_end.as_mut().await;
    let _ = end.send(true);
    for task in accepting {
        let _ = task.await;
    }
    if let Some(graceful) = Arc::into_inner(graceful) {
        let _ = timeout(limits.end, graceful.shutdown()).await;
    }
    Ok(())
}

/// Ends when the process is asked to.
fn asked_to_end() -> Result<impl Future<Output = ()>, ServeError> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// An array that is being served.
struct Served {
    door: Arc<Door>,
    router: Router,
    address: SocketAddr,
    certificate: Arc<WebCertificate>,
    limits: Limits,
}

/// Rotates the array key, boots after a loss of power, and what else the array does by itself.
async fn do_what_is_due(served: Arc<Served>) {
    let mut fits = false;
    loop {
        tokio::time::sleep(DUE).await;
        let at = Arc::clone(&served);
        let due = tokio::task::spawn_blocking(move || {
            let context = at.door.context();
            if fits {
                Purity::open(context).map(|_| true)
            } else {
                // It was off when it was served first.
                tls::fit(context, at.address).map(|_| true)
            }
        });
        // An array that is off does nothing. What else goes wrong is told to whoever asks next.
        fits |= matches!(due.await, Ok(Ok(true)));
    }
}

async fn accept(
    listener: TcpListener,
    served: Arc<Served>,
    places: Arc<Semaphore>,
    graceful: &GracefulShutdown,
) {
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let connection =
                    converse(stream, peer, Arc::clone(&served), graceful.watcher(), place);
                tokio::spawn(connection);
            }
            Err(error) => {
                tracing::debug!(%error, "cannot accept a connection");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// One connection, from the handshake to its end.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    served: Arc<Served>,
    watcher: Watcher,
    _place: OwnedSemaphorePermit,
) {
    // Without it a short answer waits for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let looked_at = Arc::clone(&served);
    let configuration = tokio::task::spawn_blocking(move || {
        let context = looked_at.door.context_of(None);
        looked_at.certificate.of_now(&context)
    });
    // An array that is off does not respond: the connection ends here.
    let Ok(Ok(Ok(configuration))) = configuration.await else {
        return;
    };
    let limits = &served.limits;
    let handshake = TlsAcceptor::from(configuration).accept(stream);
    let Ok(Ok(stream)) = timeout(limits.handshake, handshake).await else {
        return;
    };
    let router = TowerToHyperService::new(served.router.clone());
    let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(rest::Peer(peer.ip()));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(limits.head_size)
        .serve_connection(TokioIo::new(stream), answer);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}
