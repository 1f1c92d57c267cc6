//! One request and its answer.

use std::io::{Read, Write};

use zeroize::Zeroizing;

use super::connection::{Connection, stream_cause, timed};
use super::error::{Cause, ClientError, Stage};
use crate::enums::Operation;
use crate::message::{RequestMessage, ResponseItem, ResponseMessage};
use crate::operation::Request;
use crate::ttlv::{DecodeError, Limits, length_of_message};
use crate::version::ProtocolVersion;

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
        let answer = self.receive()?;
        let item = fitting(answer, R::OPERATION, &id, version)?;
        let payload = item.result.map_err(Cause::Failed)?;
        R::Response::try_from(payload).map_err(|_| Cause::Unfitting("it is of another operation"))
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

    fn receive(&mut self) -> Result<ResponseMessage, Cause> {
        let limits = Limits::default();
        let mut header = [0; 8];
        self.read_exact(&mut header)?;
        self.answered = true;
        let length = length_of_message(header, &limits).map_err(Cause::Malformed)?;
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
        ResponseMessage::decode(&bytes, &limits).map_err(Cause::Malformed)
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

/// The one item of an answer that fits the request.
fn fitting(
    answer: ResponseMessage,
    operation: Operation,
    id: &[u8],
    version: ProtocolVersion,
) -> Result<ResponseItem, Cause> {
    let mut items = answer.items.into_iter();
    let (Some(item), None) = (items.next(), items.next()) else {
        return Err(Cause::Unfitting("it has not exactly one item"));
    };
    // A server that could not read the request may repeat neither operation nor number.
    let unread = item.result.is_err();
    if item.operation != Some(operation) && !(unread && item.operation.is_none()) {
        return Err(Cause::Unfitting("it is of another operation"));
    }
    if item.id.as_deref().is_some_and(|answered| answered != id) {
        return Err(Cause::Unfitting("it has another batch item id"));
    }
    // A server that cannot write in the version of the request refuses in its own, or tells its own.
    let tells_version = unread || operation == Operation::DiscoverVersions;
    if answer.version > version && !tells_version {
        return Err(Cause::Unfitting("it is of a newer version of KMIP"));
    }
    Ok(item)
}
