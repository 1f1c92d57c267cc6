//! One request and its response over a connection.

use std::io::{Read, Write};

use zeroize::Zeroizing;

use super::connection::{Connection, stream_cause, timed};
use super::error::{Cause, ClientError, Stage};
use crate::enums::Operation;
use crate::exchange::Exchange;
use crate::operation::Request;
use crate::ttlv::DecodeError;

impl Connection {
    /// Sends a request and waits for its response. A request without a response is not sent again, and
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
            let stage = if refused_before && !self.responded {
                Stage::FirstRead
            } else {
                error.stage
            };
            ClientError { stage, ..error }
        })
    }

    fn exchange<R: Request>(&mut self, request: R) -> Result<R::Response, Cause> {
        self.sent += 1;
        let mut exchange = Exchange::new(request, self.sent.to_be_bytes(), self.version)?;
        self.stream
            .set_end(self.clock.stage(self.deadlines.exchange));
        self.send(exchange.request())?;
        self.receive(&mut exchange)?;
        Ok(exchange.finish()?)
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
    fn receive<R: Request>(&mut self, exchange: &mut Exchange<R>) -> Result<(), Cause> {
        let mut chunk = Zeroizing::new([0; 4096]);
        loop {
            let wanted = exchange.missing()?.min(chunk.len());
            if wanted == 0 {
                break;
            }
            self.read_exact(&mut chunk[..wanted])?;
            self.responded = true;
            exchange.feed(&chunk[..wanted])?;
        }
        if self.has_more() {
            return Err(Cause::Malformed(DecodeError::Trailing(1)));
        }
        Ok(())
    }

    fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), Cause> {
        let mut tls = rustls::Stream::new(&mut self.tls, &mut self.stream);
        let read = tls.read_exact(buffer);
        read.map_err(|error| stream_cause(&error, self.stream.first()))
    }

    /// Whether bytes follow the response that nobody asked for.
    fn has_more(&mut self) -> bool {
        let state = self.tls.process_new_packets();
        state.is_ok_and(|state| state.plaintext_bytes_to_read() > 0)
    }
}
