//! One request and its answer.

use std::io::{Read, Write};

use zeroize::Zeroizing;

use super::answer::{LIMITS, read_answer};
use super::connection::{Connection, stream_cause, timed};
use super::error::{Cause, ClientError, Stage};
use crate::enums::Operation;
use crate::message::RequestMessage;
use crate::operation::Request;
use crate::ttlv::{DecodeError, length_of_message};

impl Connection {
    /// Sends a request and waits for its answer. What was sent and not answered is not repeated, and
    /// the session is over then: later calls fail for the same reason.
    ///
    /// # Errors
    /// The stage that failed, and why; also when the server refuses the operation.
    pub fn call<R: Request>(&mut self, request: R) -> Result<R::Response, ClientError> {
        let stage = match R::OPERATION {
            Operation::DiscoverVersions => Stage::DiscoverVersions,
            Operation::Query => Stage::Query,
            operation => Stage::Operation(operation),
        };
        if let Some(cause) = self.over.clone() {
            return Err(ClientError { stage, cause });
        }
        let mut facts = std::mem::take(&mut self.facts);
        let result = timed(stage, &mut facts, |_| self.exchange(request));
        self.facts = facts;
        result.map_err(|error| {
            let is_over = !matches!(error.cause, Cause::Failed(_) | Cause::NotInVersion { .. });
            self.over = is_over.then(|| error.cause.clone());
            let refused_before = matches!(error.cause, Cause::Alert(_) | Cause::Closed);
            let stage = if refused_before && !self.answered {
                Stage::FirstRead
            } else {
                error.stage
            };
            ClientError { stage, ..error }
        })
    }

    fn exchange<R: Request>(&mut self, request: R) -> Result<R::Response, Cause> {
        self.sent += 1;
        let id = self.sent.to_be_bytes().to_vec();
        let version = self.version;
        let mut message = RequestMessage::single(version, request.into());
        message.items[0].id = Some(id.clone());
        if let Some(tag) = message.newer_than_version() {
            return Err(Cause::NotInVersion { tag, version });
        }
        self.stream
            .set_end(self.clock.stage(self.deadlines.exchange));
        self.send(&message.encode())?;
        read_answer::<R>(&self.receive()?, &id, version)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), Cause> {
        let mut tls = rustls::Stream::new(&mut self.tls, &mut self.stream);
        let sent = tls.write_all(bytes).and_then(|()| tls.flush());
        // A server that refuses the client says so before it closes: listen to it.
        sent.map_err(|error| match self.receive() {
            Err(cause @ Cause::Alert(_)) => cause,
            _ => stream_cause(&error, self.stream.first()),
        })
    }

    /// The bytes of one message.
    fn receive(&mut self) -> Result<Zeroizing<Vec<u8>>, Cause> {
        let mut header = [0; 8];
        self.read_exact(&mut header)?;
        self.answered = true;
        let length = length_of_message(header, &LIMITS).map_err(Cause::Malformed)?;
        // Grown as bytes come, so that a length alone takes no memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(length.min(1 << 14)));
        bytes.extend_from_slice(&header);
        let mut chunk = Zeroizing::new([0; 4096]);
        while bytes.len() < length {
            let wanted = chunk.len().min(length - bytes.len());
            self.read_exact(&mut chunk[..wanted])?;
            bytes.extend_from_slice(&chunk[..wanted]);
        }
        if self.has_more() {
            return Err(Cause::Malformed(DecodeError::Trailing(1)));
        }
        Ok(bytes)
    }

    fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), Cause> {
        let mut tls = rustls::Stream::new(&mut self.tls, &mut self.stream);
        let read = tls.read_exact(buffer);
        read.map_err(|error| stream_cause(&error, self.stream.first()))
    }

    /// Whether bytes follow the answer that nobody asked for.
    fn has_more(&mut self) -> bool {
        let state = self.tls.process_new_packets();
        state.is_ok_and(|state| state.plaintext_bytes_to_read() > 0)
    }
}
