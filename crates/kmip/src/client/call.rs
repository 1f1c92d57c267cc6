//! One request and its response over a connection.

use std::io::{Read, Write};

use zeroize::Zeroizing;

use super::connection::{Connection, stream_cause, timed};
use super::error::{Cause, ClientError, Stage};
use crate::enums::Operation;
use crate::exchange::{BatchExchange, Exchange, Transfer};
use crate::message::{RequestHeader, ResponseItem};
use crate::operation::{Request, RequestPayload};
use crate::ttlv::DecodeError;

impl Connection {
    /// Sends a request and waits for its response. A request without a response is not sent again, and
    /// the session is over then: later calls fail for the same reason.
    ///
    /// # Errors
    /// The stage that failed, and why; also when the server refuses the operation.
    pub fn call<R: Request>(&mut self, request: R) -> Result<R::Response, ClientError> {
        self.at_stage(R::OPERATION, |connection| connection.exchange(request))
    }

    /// Does the work of a stage, unless the session is over; notes when it is over by it.
    fn at_stage<T>(
        &mut self,
        operation: Operation,
        work: impl FnOnce(&mut Self) -> Result<T, Cause>,
    ) -> Result<T, ClientError> {
        let stage = match operation {
            Operation::DiscoverVersions => Stage::DiscoverVersions,
            Operation::Query => Stage::Query,
            operation => Stage::Operation(operation),
        };
        if let Some(cause) = self.over.clone() {
            return Err(ClientError { stage, cause });
        }
        let mut facts = std::mem::take(&mut self.facts);
        let result = timed(stage, &mut facts, |_| work(self));
        self.facts = facts;
        result.map_err(|error| {
            let is_over = !matches!(error.cause, Cause::Failed(_) | Cause::NotInVersion { .. });
            self.over = is_over.then(|| error.cause.clone());
            let refused_before = matches!(error.cause, Cause::Alert(_) | Cause::Closed);
            let stage = if refused_before && !self.responded {
                Stage::FirstRead
            } else {
                error.stage
            };
            ClientError { stage, ..error }
        })
    }

    /// Sends several requests in one message, whatever their operations, and waits for the responses:
    /// in the order of the requests, and fewer of them when the server stopped at a failure, which is the
    /// last one then. An operation that this crate does not know is a [`RequestPayload::Unknown`].
    ///
    /// # Errors
    /// The stage that failed, and why: of the first operation when the batch failed as a whole.
    pub fn batch(
        &mut self,
        payloads: Vec<RequestPayload>,
    ) -> Result<Vec<ResponseItem>, ClientError> {
        let Some(first) = payloads.first() else {
            return Ok(Vec::new());
        };
        self.at_stage(first.operation(), |connection| {
            connection.sent += 1;
            let mut exchange = BatchExchange::new(payloads, connection.header())?;
            connection.carry(&mut exchange.transfer)?;
            Ok(exchange.finish()?)
        })
    }

    fn exchange<R: Request>(&mut self, request: R) -> Result<R::Response, Cause> {
        self.sent += 1;
        let id = self.sent.to_be_bytes();
        let mut exchange = Exchange::with_header(request, id, self.header())?;
        self.carry(&mut exchange.transfer)?;
        Ok(exchange.finish()?)
    }

    fn header(&self) -> RequestHeader {
        let mut header = RequestHeader::new(self.version);
        header.credential.clone_from(&self.credential);
        header
    }

    /// Sends a request and receives its response.
    fn carry(&mut self, transfer: &mut Transfer) -> Result<(), Cause> {
        self.stream
            .set_end(self.clock.stage(self.deadlines.exchange));
        self.send(transfer.request())?;
        self.receive(transfer)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), Cause> {
        let mut tls = rustls::Stream::new(&mut self.tls, &mut self.stream);
        let sent = tls.write_all(bytes).and_then(|()| tls.flush());
        // A server that refuses the client says so before it closes: listen to it.
        sent.map_err(|error| match self.read_exact(&mut [0; 8]) {
            Err(cause @ Cause::Alert(_)) => cause,
            _ => stream_cause(&error, self.stream.first()),
        })
    }

    /// Reads the bytes of one message.
    fn receive(&mut self, transfer: &mut Transfer) -> Result<(), Cause> {
        let mut chunk = Zeroizing::new([0; 4096]);
        loop {
            let wanted = transfer.missing()?.min(chunk.len());
            if wanted == 0 {
                break;
            }
            self.read_exact(&mut chunk[..wanted])?;
            self.responded = true;
            transfer.feed(&chunk[..wanted])?;
        }
        match self.trailing() {
            0 => Ok(()),
            bytes => Err(Cause::Malformed(DecodeError::Trailing(bytes))),
        }
    }

    fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), Cause> {
        let mut tls = rustls::Stream::new(&mut self.tls, &mut self.stream);
        let read = tls.read_exact(buffer);
        read.map_err(|error| stream_cause(&error, self.stream.first()))
    }

    /// How many bytes follow the response, as far as they have come.
    fn trailing(&mut self) -> usize {
        let state = self.tls.process_new_packets();
        state.map_or(0, |state| state.plaintext_bytes_to_read())
    }
}
