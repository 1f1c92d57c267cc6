//! One connection: a handshake, then requests and responses until the client closes.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kmip::enums::{Operation, ResultReason};
use kmip::operation::RequestPayload;
use kmip::stream::DeadlineStream;
use kmip::ttlv::{DecodeError, Limits as TtlvLimits, length_of_message};
use kmip::{Failure, ProtocolVersion, RequestMessage, ResponseMessage};
use rustix::net::sockopt::set_socket_linger;
use rustls::{ServerConfig, ServerConnection};
use zeroize::Zeroizing;

use super::identify::Client;
use super::limits::Limits;
use super::registry::Slot;
use crate::kmip::operation::{DOOR, refusal, respond};
use crate::model::{Actor, Fault, Faults, KeyManager, Who};
use crate::store::{StoreError, Tx};

/// How long a client may keep sending after the connection was closed for it, and how much.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
const CLOSE_BYTES: usize = 4 << 20;

/// The bytes of a message, and the limits for its items; or why it is refused.
type Received = Result<(Zeroizing<Vec<u8>>, TtlvLimits), DecodeError>;

/// Whether what the request asks for meets that fault.
fn is_met_by(fault: Fault, request: &RequestMessage) -> bool {
    let asks_for = |wanted: &[Operation]| {
        let payloads = request
            .items
            .iter()
            .filter_map(|item| item.payload.as_ref().ok());
        payloads
            .map(RequestPayload::operation)
            .any(|operation| wanted.contains(&operation))
    };
    match fault {
        Fault::Refuse(operation) => asks_for(&[operation]),
        Fault::OverMatch => asks_for(&[Operation::Locate]),
        Fault::NotFound => asks_for(&[Operation::Get]),
        fault => !fault.is_of_connection(),
    }
}

/// A connected client.
struct Peer<'a> {
    manager: &'a KeyManager,
    limits: &'a Limits,
    slot: &'a Slot,
    tls: &'a mut ServerConnection,
    stream: &'a mut DeadlineStream,
}

/// Serves a client until it closes, is too slow, or breaks the protocol.
pub(super) fn serve(
    manager: &KeyManager,
    tcp: TcpStream,
    config: Arc<ServerConfig>,
    limits: &Limits,
    slot: &Slot,
    faults: &Faults,
) {
    let _ = tcp.set_nodelay(true);
    let manager = &manager.by(Actor {
        who: Who::Nobody,
        door: DOOR,
        client: tcp.peer_addr().ok().map(|address| address.ip()),
    });
    if faults.has(Fault::Reset) {
        // What is closed then, is reset.
        let _ = set_socket_linger(&tcp, Some(Duration::ZERO));
    }
    let mut stream = DeadlineStream::new(tcp, Instant::now() + limits.message);
    let Ok(mut tls) = ServerConnection::new(config) else {
        return;
    };
    let mut peer = Peer {
        manager,
        limits,
        slot,
        tls: &mut tls,
        stream: &mut stream,
    };
    if faults.has(Fault::Reset) {
        let _ = peer.shake_hands();
        return;
    }
    // However the connection ends, the client has been told why, or is gone.
    let _ = peer.serve();
    peer.close();
}

impl Peer<'_> {
    fn shake_hands(&mut self) -> io::Result<()> {
        while self.tls.is_handshaking() {
            self.tls.complete_io(self.stream)?;
        }
        Ok(())
    }

    fn serve(&mut self) -> io::Result<()> {
        self.shake_hands()?;
        let certificate = self.tls.peer_certificates().and_then(|chain| chain.first());
        let client = Client::new(certificate.map(|der| der.to_vec()));
        loop {
            let (bytes, ttlv) = match self.receive(&client)? {
                Ok(received) => received,
                Err(error) => return self.refuse(&error),
            };
            let request = match RequestMessage::decode(&bytes, &ttlv) {
                Ok(request) => request,
                Err(error) => return self.refuse(&error),
            };
            drop(bytes);
            // At every request, since the operator may have deleted the app meanwhile.
            let who = |tx: Tx<'_>| {
                let credential = request.header.credential.as_ref();
                let app = client.identify(self.manager, tx, credential)?;
                self.slot.touch();
                Ok(app)
            };
            let faults = self.faults(&client, &request);
            if let Some(delay) = faults.delay() {
                std::thread::sleep(delay);
            }
            let response = respond(self.manager, who, &request, &faults, self.slot.origin());
            self.stream.set_end(Instant::now() + self.limits.message);
            self.send(&response)?;
            if client.is_expired(self.manager.now()) || faults.has(Fault::Close) {
                return Ok(());
            }
        }
    }

    /// The faults that the request meets.
    fn faults(&self, client: &Client, request: &RequestMessage) -> Faults {
        let app = || {
            let credential = request.header.credential.as_ref();
            let read = |tx: Tx<'_>| {
                let app = client.identify(self.manager, tx, credential).ok();
                Ok::<_, StoreError>(app.map(|app| app.id))
            };
            self.manager.read(read).ok().flatten()
        };
        // Nearly always there are none, and nobody needs to be identified for them.
        if self.manager.faults().is_ok_and(|faults| faults.is_empty()) {
            return Faults::default();
        }
        let concerns = |fault| is_met_by(fault, request);
        self.manager.meet(app().as_deref(), concerns)
    }

    /// How long the client may be silent: no longer than its certificate is valid.
    fn idle(&self, client: &Client) -> Duration {
        let left = client.valid_for(self.manager.now());
        // It is valid to the end of its last second.
        let left = left.map(|left| u64::try_from(left.saturating_add(1)).unwrap_or(0));
        left.map_or(self.limits.idle, |left| {
            self.limits.idle.min(Duration::from_secs(left))
        })
    }

    /// Waits for the next message.
    fn receive(&mut self, client: &Client) -> io::Result<Received> {
        self.stream.set_end(Instant::now() + self.idle(client));
        let mut header = [0; 8];
        self.plain().read_exact(&mut header[..1])?;
        self.stream.set_end(Instant::now() + self.limits.message);
        self.plain().read_exact(&mut header[1..])?;
        let mut ttlv = TtlvLimits::default().with_max_length(self.limits.max_request);
        let length = match length_of_message(header, &ttlv) {
            Ok(length) => length,
            Err(error) => return Ok(Err(error)),
        };
        if length > self.limits.max_strange_request && !client.is_known(self.manager) {
            return Ok(Err(DecodeError::TooLong(length)));
        }
        // An item has at least eight bytes, and needs more memory.
        ttlv.max_items = ttlv.max_items.min(length / 8);
        // Memory is allocated as the bytes arrive.
        let mut bytes = Zeroizing::new(Vec::with_capacity(length.min(1 << 14)));
        bytes.extend_from_slice(&header);
        let rest = length - header.len();
        let read = self.plain().take(rest as u64).read_to_end(&mut bytes)?;
        if read == rest {
            Ok(Ok((bytes, ttlv)))
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    /// Says what is wrong with a message, and ends the connection: where the next one begins is unknown.
    fn refuse(&mut self, error: &DecodeError) -> io::Result<()> {
        let failure = Failure::new(ResultReason::InvalidMessage, error.to_string());
        let now = self.manager.now();
        self.send(&refusal(ProtocolVersion::V1_0, now, failure))
    }

    fn send(&mut self, response: &ResponseMessage) -> io::Result<()> {
        let bytes = response.encode();
        let mut plain = self.plain();
        plain.write_all(&bytes)?;
        plain.flush()
    }

    fn plain(&mut self) -> rustls::Stream<'_, ServerConnection, DeadlineStream> {
        rustls::Stream::new(self.tls, self.stream)
    }

    /// Sends what is left to say, such as an alert, and waits until the client has closed: closing
    /// before all that it has sent is read would take the alert away from it (RFC 1122, section
    /// 4.2.2.13).
    fn close(&mut self) {
        self.stream.set_end(Instant::now() + CLOSE_TIMEOUT);
        self.tls.send_close_notify();
        while self.tls.wants_write() {
            if self.tls.write_tls(self.stream).is_err() {
                return;
            }
        }
        self.slot.shutdown_write();
        let mut rest = [0; 4096];
        let mut total = 0;
        while let Ok(length @ 1..) = self.stream.read(&mut rest) {
            total += length;
            if total > CLOSE_BYTES {
                return;
            }
        }
    }
}
