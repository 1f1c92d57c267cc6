//! Opening a connection: name, TCP, TLS.

use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use rustls::ClientConnection;
use rustls::pki_types::ServerName;

use super::alert::Alert;
use super::deadlines::{Clock, Deadlines};
use super::endpoint::Endpoint;
use super::error::{Cause, ClientError, NotTls, Stage};
use super::facts::SessionFacts;
use super::settings::TlsSettings;
use super::trust::Verifier;
use super::{tls_error, tls_names};
use crate::credential::Credential;
use crate::stream::{DeadlineStream, remaining};
use crate::version::ProtocolVersion;

/// An open session with a server.
pub struct Connection {
    pub(super) tls: ClientConnection,
    pub(super) stream: DeadlineStream,
    pub(super) clock: Clock,
    pub(super) deadlines: Deadlines,
    pub(super) facts: SessionFacts,
    /// The version that requests are written in.
    pub(super) version: ProtocolVersion,
    /// Who the client says it is in each request, besides its certificate.
    pub(super) credential: Option<Credential>,
    /// Whether the server has sent anything after the handshake.
    pub(super) responded: bool,
    /// How many requests were sent: the number of the last one.
    pub(super) sent: u32,
    /// Why the session is over: whatever comes now may belong to an earlier request.
    pub(super) over: Option<Cause>,
}

impl Drop for Connection {
    /// Sends close_notify, so that the server does not mistake the end for a truncation.
    fn drop(&mut self) {
        const LIMIT: Duration = Duration::from_millis(200);
        self.tls.send_close_notify();
        self.stream.set_end(Instant::now() + LIMIT);
        // The session is over in any case.
        let _ = self.tls.write_tls(&mut self.stream);
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// Resolves the name, connects, and completes the TLS handshake.
    ///
    /// # Errors
    /// The stage that failed, and why.
    pub fn open(
        endpoint: &Endpoint,
        settings: &TlsSettings,
        deadlines: &Deadlines,
    ) -> Result<Self, ClientError> {
        Self::open_with(endpoint, settings, deadlines, &mut SessionFacts::default())
    }

    /// As [`open`](Self::open); notes in `facts` how far it came, even when it fails.
    ///
    /// # Errors
    /// The stage that failed, and why.
    pub fn open_with(
        endpoint: &Endpoint,
        settings: &TlsSettings,
        deadlines: &Deadlines,
        facts: &mut SessionFacts,
    ) -> Result<Self, ClientError> {
        let clock = Clock::start(deadlines);
        let addresses = timed(Stage::Resolve, facts, |_| {
            resolve(endpoint, clock.stage(deadlines.resolve))
        })?;
        let (tls, stream) = reach(endpoint, settings, &addresses, clock, deadlines, facts)?;
        Ok(Self {
            tls,
            stream,
            clock,
            deadlines: *deadlines,
            facts: facts.clone(),
            version: ProtocolVersion::V1_4,
            credential: None,
            responded: false,
            sent: 0,
            over: None,
        })
    }

    /// What is known of the session.
    #[must_use]
    pub fn facts(&self) -> &SessionFacts {
        &self.facts
    }

    /// The version of KMIP that requests are written in.
    #[must_use]
    pub fn version(&self) -> ProtocolVersion {
        self.version
    }

    /// Writes requests in that version from now on: the one that an earlier session with the same server
    /// has agreed on.
    pub fn set_version(&mut self, version: ProtocolVersion) {
        self.version = version;
    }

    /// Sends that credential with each request from now on, or none.
    pub fn set_credential(&mut self, credential: Option<Credential>) {
        self.credential = credential;
    }

    /// Keeps those deadlines from now on; the time of the whole session begins anew.
    pub fn set_deadlines(&mut self, deadlines: &Deadlines) {
        self.deadlines = *deadlines;
        self.clock = Clock::start(deadlines);
    }
}

/// How many stages are noted: a session may live long.
const MAX_TIMES: usize = 64;

/// Does a stage, notes how long it took, and gives its error the stage.
pub(super) fn timed<T>(
    stage: Stage,
    facts: &mut SessionFacts,
    work: impl FnOnce(&mut SessionFacts) -> Result<T, Cause>,
) -> Result<T, ClientError> {
    let start = Instant::now();
    let result = work(facts);
    if facts.times.len() == MAX_TIMES {
        facts.times.remove(0);
    }
    facts.times.push((stage, start.elapsed()));
    result.map_err(|cause| ClientError { stage, cause })
}

/// The addresses of the host. The system's resolver knows no deadline, so it runs in a thread that is
/// left behind when it takes too long.
fn resolve(endpoint: &Endpoint, end: Instant) -> Result<Vec<SocketAddr>, Cause> {
    let (host, port) = (endpoint.host().to_owned(), endpoint.port());
    if let Ok(address) = host.parse() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let found = (host.as_str(), port).to_socket_addrs();
        // The receiver is gone when it took too long.
        let _ = sender.send(found.map(Vec::from_iter));
    });
    let left = remaining(end).ok_or(Cause::TimedOut)?;
    match receiver.recv_timeout(left) {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(Cause::NoAddress),
        Err(_) => Err(Cause::TimedOut),
    }
}

/// A TLS session with the first address that gives one: of several nodes behind one name, one may be
/// down, and another may answer and not be trusted. Each gets its share of the time that is left. When
/// all fail, the error is that of the one that came furthest.
fn reach(
    endpoint: &Endpoint,
    settings: &TlsSettings,
    addresses: &[SocketAddr],
    clock: Clock,
    deadlines: &Deadlines,
    facts: &mut SessionFacts,
) -> Result<(ClientConnection, DeadlineStream), ClientError> {
    let mut connecting = deadlines.connect;
    let mut shaking_hands = deadlines.handshake;
    let mut furthest: Option<(ClientError, SessionFacts)> = None;
    for (index, address) in addresses.iter().enumerate() {
        let left = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let mut found = facts.clone();
        found.address = None;
        found.server_chain.clear();
        let begin = Instant::now();
        let tcp = timed(Stage::Connect, &mut found, |found| {
            let tcp = connect(address, share(clock.stage(connecting), left)?)?;
            found.address = Some(*address);
            Ok(tcp)
        });
        connecting = connecting.saturating_sub(begin.elapsed());
        let begin = Instant::now();
        let session = tcp.and_then(|tcp| {
            timed(Stage::Handshake, &mut found, |found| {
                let time = share(clock.stage(shaking_hands), left)?;
                let mut stream = DeadlineStream::new(tcp, Instant::now() + time);
                let tls = handshake(endpoint, settings, &mut stream, found)?;
                Ok((tls, stream))
            })
        });
        shaking_hands = shaking_hands.saturating_sub(begin.elapsed());
        match session {
            Ok(session) => {
                *facts = found;
                return Ok(session);
            }
            Err(error) => {
                let is_further = furthest.as_ref().is_none_or(|(known, _)| {
                    known.stage == Stage::Connect || error.stage == Stage::Handshake
                });
                if is_further {
                    furthest = Some((error, found));
                }
            }
        }
    }
    let Some((error, found)) = furthest else {
        let (stage, cause) = (Stage::Connect, Cause::NoAddress);
        return Err(ClientError { stage, cause });
    };
    *facts = found;
    Err(error)
}

/// The share of one of `left` addresses in the time until `end`.
fn share(end: Instant, left: u32) -> Result<Duration, Cause> {
    let time = remaining(end).ok_or(Cause::TimedOut)?;
    Ok(time / left.max(1))
}

fn connect(address: &SocketAddr, time: Duration) -> Result<TcpStream, Cause> {
    let tcp = TcpStream::connect_timeout(address, time).map_err(|error| network_cause(&error))?;
    // Requests are small, and responses are waited for.
    let _ = tcp.set_nodelay(true);
    Ok(tcp)
}

fn handshake(
    endpoint: &Endpoint,
    settings: &TlsSettings,
    stream: &mut DeadlineStream,
    facts: &mut SessionFacts,
) -> Result<ClientConnection, Cause> {
    let (config, verifier) = settings
        .build()
        .map_err(|error| Cause::Tls(error.to_string()))?;
    let name = settings.server_name().unwrap_or(endpoint.host());
    let name = ServerName::try_from(name.to_owned())
        .map_err(|_| Cause::Tls("the host is not a name that a certificate can have".to_owned()))?;
    let mut tls = ClientConnection::new(config, name)
        .map_err(|error| Cause::Tls(tls_error::in_words(&error)))?;
    let done = drive(&mut tls, stream, &verifier);
    facts.server_chain = tls
        .peer_certificates()
        .map(|chain| chain.iter().map(|der| der.to_vec()).collect())
        .unwrap_or_default();
    done?;
    facts.tls_version = tls.protocol_version().map(tls_names::version);
    facts.cipher_suite = tls
        .negotiated_cipher_suite()
        .map(|suite| tls_names::cipher_suite(suite.suite()));
    facts.warnings = verifier.take_warnings();
    Ok(tls)
}

fn drive(
    tls: &mut ClientConnection,
    stream: &mut DeadlineStream,
    verifier: &Arc<Verifier>,
) -> Result<(), Cause> {
    while tls.is_handshaking() {
        if let Err(error) = tls.complete_io(stream) {
            // The server learns why, if it still listens.
            let _ = tls.write_tls(stream);
            return Err(match verifier.take_fault() {
                Some(fault) => Cause::Trust(Box::new(fault)),
                None => stream_cause(&error, stream.first()),
            });
        }
    }
    Ok(())
}

/// What an error of the stream means; `first` are the first bytes that came.
pub(super) fn stream_cause(error: &io::Error, first: &[u8]) -> Cause {
    let tls = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match tls {
        Some(rustls::Error::AlertReceived(alert)) => Cause::Alert(Alert::of(*alert)),
        Some(error) => match NotTls::detect(first) {
            Some(other) => Cause::NotTls(other),
            None => Cause::Tls(tls_error::in_words(error)),
        },
        None => network_cause(error),
    }
}

fn network_cause(error: &io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Cause::TimedOut,
        io::ErrorKind::ConnectionRefused => Cause::Refused,
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => Cause::Closed,
        kind => Cause::Network(kind),
    }
}
