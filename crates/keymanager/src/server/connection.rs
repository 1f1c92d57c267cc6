//! One connection: a handshake, then requests and answers until the client has enough.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use pure_kmip::enums::ResultReason;
use pure_kmip::stream::DeadlineStream;
use pure_kmip::ttlv::{DecodeError, Limits as TtlvLimits, length_of_message};
use pure_kmip::{Failure, ProtocolVersion, RequestMessage, ResponseMessage};
use rustls::{ServerConfig, ServerConnection};
use zeroize::Zeroizing;

use super::identify::identify;
use super::limits::Limits;
use super::registry::Place;
use crate::KeyManager;
use crate::operation::{answer, refusal};

type Stream<'a> = rustls::Stream<'a, ServerConnection, DeadlineStream>;

/// Serves a client until it closes, is too slow, or breaks the protocol.
pub(super) fn serve(
    manager: &KeyManager,
    tcp: TcpStream,
    config: Arc<ServerConfig>,
    limits: &Limits,
    place: &Place,
) {
    let _ = tcp.set_nodelay(true);
    let mut stream = DeadlineStream::new(tcp, Instant::now() + limits.message);
    let Ok(mut tls) = ServerConnection::new(config) else {
        return;
    };
    // Whatever ends the conversation, the client has been told, or is not there to be told.
    let _ = converse(manager, &mut tls, &mut stream, limits, place);
    tls.send_close_notify();
    let _ = tls.write_tls(&mut stream);
}

fn converse(
    manager: &KeyManager,
    tls: &mut ServerConnection,
    stream: &mut DeadlineStream,
    limits: &Limits,
    place: &Place,
) -> io::Result<()> {
    while tls.is_handshaking() {
        if let Err(error) = tls.complete_io(stream) {
            // The alert that says why.
            let _ = tls.write_tls(stream);
            return Err(error);
        }
    }
    let certificate = tls.peer_certificates().and_then(|chain| chain.first());
    let certificate = certificate.map(|der| der.to_vec());
    loop {
        stream.set_end(Instant::now() + limits.idle);
        let mut header = [0; 8];
        Stream::new(tls, stream).read_exact(&mut header[..1])?;
        stream.set_end(Instant::now() + limits.message);
        Stream::new(tls, stream).read_exact(&mut header[1..])?;
        let ttlv = TtlvLimits {
            max_length: limits.max_request,
            ..TtlvLimits::default()
        };
        let length = match length_of_message(header, &ttlv) {
            Ok(length) => length,
            Err(error) => return refuse(manager, Stream::new(tls, stream), &error),
        };
        let bytes = read_message(&mut Stream::new(tls, stream), header, length)?;
        place.heard();
        let request = match RequestMessage::decode(&bytes, &ttlv) {
            Ok(request) => request,
            Err(error) => return refuse(manager, Stream::new(tls, stream), &error),
        };
        let app = identify(
            manager,
            certificate.as_deref(),
            request.header.credential.as_ref(),
        );
        let response = fit(
            answer(manager, &app, &request),
            request.header.max_response_size,
        );
        stream.set_end(Instant::now() + limits.message);
        send(&mut Stream::new(tls, stream), &response)?;
    }
}

/// The message of that length; memory is taken as its bytes come.
fn read_message(
    stream: &mut Stream<'_>,
    header: [u8; 8],
    length: usize,
) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.min(1 << 14)));
    bytes.extend_from_slice(&header);
    let rest = u64::try_from(length - header.len()).unwrap_or(u64::MAX);
    let read = stream.take(rest).read_to_end(&mut bytes)?;
    if read as u64 == rest {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Says what is wrong with a message, and ends the conversation: what follows cannot be told apart.
fn refuse(manager: &KeyManager, mut stream: Stream<'_>, error: &DecodeError) -> io::Result<()> {
    let failure = Failure::new(ResultReason::InvalidMessage, error.to_string());
    send(
        &mut stream,
        &refusal(ProtocolVersion::V1_0, manager.now(), failure),
    )?;
    Err(io::ErrorKind::InvalidData.into())
}

/// The answer, or a refusal when it is longer than the client takes.
fn fit(response: ResponseMessage, maximum: Option<i32>) -> ResponseMessage {
    let Some(maximum) = maximum.and_then(|maximum| usize::try_from(maximum).ok()) else {
        return response;
    };
    let length = response.encode().len();
    if length <= maximum {
        return response;
    }
    let message = format!("The answer has {length} bytes.");
    let failure = Failure::new(ResultReason::ResponseTooLarge, message);
    refusal(response.version, response.time_stamp, failure)
}

fn send(stream: &mut Stream<'_>, response: &ResponseMessage) -> io::Result<()> {
    stream.write_all(&response.encode())?;
    stream.flush()
}
