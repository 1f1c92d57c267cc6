//! Accepting connections; when each has to end.

use std::net::{Shutdown, SocketAddr, TcpListener as StdListener, TcpStream as StdStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pure_core::Purity;
use pure_https::{Place, Places};
use russh::keys::{Algorithm, EcdsaCurve, PrivateKey};
use russh::server::{Config, run_stream};
use russh::{Disconnect, Preferred, SshId, cipher, kex};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::host_key;
use super::limits::SshLimits;
use super::program::Programs;
use super::visit::{House, Visit, methods};
use super::visitor::{self, Visitor};
use crate::door::Door;
use crate::error::ServeError;

/// How long accepting waits after it failed, as when there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a client has to end a connection that was ended.
const FAREWELL: Duration = Duration::from_millis(500);

/// How long a refusal takes at least.
const REFUSAL: Duration = Duration::from_millis(200);

/// How often logging in may fail in a connection.
const ATTEMPTS: usize = 6;

/// Key exchanges, all on elliptic curves: the first is safe from quantum computers too.
const KEX: &[kex::Name] = &[
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::ECDH_SHA2_NISTP521,
    kex::EXTENSION_SUPPORT_AS_SERVER,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
];

/// Ciphers that need no MAC: those of aws-lc-rs.
const CIPHERS: &[cipher::Name] = &[
    cipher::CHACHA20_POLY1305,
    cipher::AES_256_GCM,
    cipher::AES_128_GCM,
];

/// Keys of users.
const KEYS: &[Algorithm] = &[
    Algorithm::Ed25519,
    Algorithm::Ecdsa {
        curve: EcdsaCurve::NistP256,
    },
    Algorithm::Ecdsa {
        curve: EcdsaCurve::NistP384,
    },
    Algorithm::Ecdsa {
        curve: EcdsaCurve::NistP521,
    },
];

/// The SSH door of an array, which is listened at.
#[derive(Debug)]
pub(crate) struct Listening {
    listener: StdListener,
    address: SocketAddr,
    key: PrivateKey,
}

impl Listening {
    /// Listens at `address` for the array in `folder`.
    ///
    /// # Errors
    /// When the address cannot be listened on, or the host key not be used.
    pub(crate) fn open(folder: &Path, address: SocketAddr) -> Result<Self, ServeError> {
        let key = host_key::of(folder)?;
        let listen = |source| ServeError::Listen { address, source };
        let listener = StdListener::bind(address).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        Ok(Self {
            listener,
            address,
            key,
        })
    }

    /// Where.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Serves at that door until `ending` says so. Sessions end with it.
pub(crate) async fn serve(
    listening: Listening,
    door: Arc<Door>,
    programs: Programs,
    limits: SshLimits,
    mut ending: watch::Receiver<bool>,
) {
    let Ok(listener) = TcpListener::from_std(listening.listener) else {
        return;
    };
    let config = Arc::new(config(listening.key));
    let house = Arc::new(House {
        door,
        programs,
        limits,
        sessions: Arc::new(Semaphore::new(limits.sessions)),
    });
    let places = Places::new(limits.connections);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.changed() => return,
        };
        match accepted {
            Ok((stream, peer)) => match places.take() {
                Some(place) => {
                    let connection = Connection {
                        config: Arc::clone(&config),
                        house: Arc::clone(&house),
                        place: place.into(),
                        ending: ending.clone(),
                    };
                    tokio::spawn(connection.converse(stream, peer));
                }
                None => drop(stream),
            },
            Err(error) => {
                tracing::debug!(%error, "cannot accept a connection");
                sleep(PAUSE).await;
            }
        }
    }
}

fn config(key: PrivateKey) -> Config {
    Config {
        server_id: SshId::Standard("SSH-2.0-puresim".into()),
        methods: methods(),
        auth_rejection_time: REFUSAL,
        // Clients ask without a method first, which is no failure.
        auth_rejection_time_initial: Some(Duration::ZERO),
        max_auth_attempts: ATTEMPTS,
        keys: vec![key],
        preferred: Preferred {
            kex: KEX.into(),
            key: KEYS.into(),
            cipher: CIPHERS.into(),
            ..Preferred::DEFAULT
        },
        // The door counts the silence by itself: of programs, not of packets.
        inactivity_timeout: None,
        nodelay: true,
        ..Config::default()
    }
}

/// One connection.
struct Connection {
    config: Arc<Config>,
    house: Arc<House>,
    place: Arc<Place>,
    ending: watch::Receiver<bool>,
}

impl Connection {
    async fn converse(self, stream: TcpStream, peer: SocketAddr) {
        let _ = stream.set_nodelay(true);
        let Ok((stream, socket)) = twice(stream) else {
            return;
        };
        self.talk(stream, peer).await;
        // Whatever still reads there comes to an end.
        let _ = socket.shutdown(Shutdown::Both);
    }

    async fn talk(mut self, stream: TcpStream, peer: SocketAddr) {
        let house = Arc::clone(&self.house);
        let door = Arc::clone(&house.door);
        // An array that is off does not respond.
        let on =
            tokio::task::spawn_blocking(move || Purity::open(&visitor::context(&door)).is_ok());
        if !on.await.unwrap_or(false) {
            return;
        }
        let visitor = Arc::new(Visitor::nobody(&house.door.time));
        let visit = Visit::new(&house, peer.ip(), &visitor, &self.place);
        let begun = tokio::select! {
            begun = timeout(house.limits.grace, run_stream(self.config, stream, visit)) => begun,
            () = self.place.is_needed() => return,
            _ = self.ending.changed() => return,
        };
        let Ok(Ok(mut session)) = begun else { return };
        let handle = session.handle();
        let reason = tokio::select! {
            ended = &mut session => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a session ended early");
                }
                return;
            }
            reason = reason_to_end(&house, &visitor) => reason,
            () = self.place.is_needed() => "The array needs the connection for others.",
            _ = self.ending.changed() => "The array's doors are closed.",
        };
        let said = handle.disconnect(
            Disconnect::ByApplication,
            reason.to_owned(),
            "en".to_owned(),
        );
        let _ = timeout(FAREWELL, said).await;
        let _ = timeout(FAREWELL, session).await;
    }
}

/// The stream, and its socket once more.
fn twice(stream: TcpStream) -> std::io::Result<(TcpStream, StdStream)> {
    let stream = stream.into_std()?;
    let socket = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, socket))
}

/// Waits until somebody has not logged in for too long, was silent for too long, or is not the user any more
/// who logged in.
async fn reason_to_end(house: &Arc<House>, visitor: &Arc<Visitor>) -> &'static str {
    let limits = &house.limits;
    let mut waited = Duration::ZERO;
    loop {
        let pause = limits.look.min(limits.grace);
        sleep(pause).await;
        waited += pause;
        let Some((name, stamp)) = visitor.user() else {
            if waited >= limits.grace {
                return "Nobody has logged in.";
            }
            continue;
        };
        if visitor.silence() >= limits.idle {
            return "The session was idle for too long.";
        }
        let door = Arc::clone(&house.door);
        let same = tokio::task::spawn_blocking(move || {
            let users = visitor::users(&door)?;
            Ok::<_, pure_core::Error>(users.get(&name)?.stamp == stamp)
        });
        match same.await {
            Ok(Ok(true)) => {}
            // The state cannot be read at this moment: that is no reason.
            Ok(Err(error)) if error.kind() != pure_core::ErrorKind::NotFound => {}
            _ => return "The user's password was changed, or the user was deleted.",
        }
    }
}
