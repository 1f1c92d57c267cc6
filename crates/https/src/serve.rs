//! Accepting connections, and what becomes of each.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::limits::Limits;
use crate::places::{Place, Places};

/// How long accepting waits after it failed, as when there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(100);

/// The TLS configuration for the next connection; without one the connection ends at once. It may take
/// its time: it is asked on a thread for that.
pub type Tls = Arc<dyn Fn() -> Option<Arc<ServerConfig>> + Send + Sync>;

/// An address that is listened on.
pub struct Listening {
    /// Where, already listening; not blocking.
    pub listener: StdListener,
    /// What is served there.
    pub router: Router,
    /// As whom, and whether clients are asked for a certificate.
    pub tls: Tls,
}

impl std::fmt::Debug for Listening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listening")
            .field("listener", &self.listener)
            .finish_non_exhaustive()
    }
}

/// Who is at the other end of a connection: in the extensions of each request.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// The certificate that it has shown in the handshake, in DER.
    pub certificate: Option<Arc<[u8]>>,
}

/// Serves at all of the addresses until `end` ends. Requests that are being answered then are answered.
///
/// # Errors
/// When the system does not give what a server needs.
pub async fn serve(
    listening: Vec<Listening>,
    limits: Limits,
    end: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Places::new(limits.connections);
    let graceful = Arc::new(GracefulShutdown::new());
    let (ended, ending) = watch::channel(false);
    let mut accepting = Vec::with_capacity(listening.len());
    for one in listening {
        let listener = TcpListener::from_std(one.listener)?;
        let served = Arc::new(Served {
            router: one.router,
            tls: one.tls,
            limits,
        });
        let (places, graceful) = (Arc::clone(&places), Arc::clone(&graceful));
        let mut ending = ending.clone();
        accepting.push(tokio::spawn(async move {
            tokio::select! {
                () = accept(listener, served, places, &graceful) => {}
                _ = ending.changed() => {}
            }
        }));
    }
    end.await;
    let _ = ended.send(true);
    for task in accepting {
        let _ = task.await;
    }
    if let Some(graceful) = Arc::into_inner(graceful) {
        let _ = timeout(limits.end, graceful.shutdown()).await;
    }
    Ok(())
}

/// Ends when the process is asked to end: SIGTERM, or SIGINT as by Ctrl-C.
///
/// # Errors
/// When the system does not tell of signals.
pub fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
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

/// What is served at an address.
struct Served {
    router: Router,
    tls: Tls,
    limits: Limits,
}

async fn accept(
    listener: TcpListener,
    served: Arc<Served>,
    places: Arc<Places>,
    graceful: &GracefulShutdown,
) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => match places.take() {
                Some(place) => {
                    let watcher = graceful.watcher();
                    let connection =
                        converse(stream, peer, Arc::clone(&served), watcher, place.into());
                    tokio::spawn(connection);
                }
                // All are busy: the client tries again.
                None => drop(stream),
            },
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
    place: Arc<Place>,
) {
    tokio::select! {
        () = talk(stream, peer, &served, watcher, &place) => {}
        () = place.is_needed() => {}
    }
}

async fn talk(
    stream: TcpStream,
    peer: SocketAddr,
    served: &Arc<Served>,
    watcher: Watcher,
    place: &Arc<Place>,
) {
    // Without it a short answer waits for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let tls = Arc::clone(&served.tls);
    let Ok(Some(configuration)) = tokio::task::spawn_blocking(move || tls()).await else {
        return;
    };
    let limits = &served.limits;
    let handshake = TlsAcceptor::from(configuration).accept(stream);
    let Ok(Ok(stream)) = timeout(limits.handshake, handshake).await else {
        return;
    };
    let chain = stream.get_ref().1.peer_certificates();
    let peer = Peer {
        address: peer.ip(),
        certificate: chain.and_then(|chain| Some(Arc::from(chain.first()?.as_ref()))),
    };
    let router = TowerToHyperService::new(served.router.clone());
    let answer = service_fn(|mut request: hyper::Request<Incoming>| {
        let busy = place.work();
        request.extensions_mut().insert(peer.clone());
        let answer = router.call(request);
        async move {
            let answer = answer.await;
            drop(busy);
            answer
        }
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
