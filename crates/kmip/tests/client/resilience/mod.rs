//! Whatever a server responds, the client says what is wrong in bounded time, and asks nothing more.

mod arbitrary;
mod fragmentation;
mod malformed;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kmip::client::{Cause, ClientError, Connection, Endpoint, Stage, TlsSettings};
use kmip::enums::{Operation, ResultReason, State};
use kmip::operation::{ActivateResponse, GetAttributesResponse, QueryResponse};
use kmip::ttlv::{DecodeError, Item, Tag, Value, encode};
use kmip::{Attribute, Failure, ProtocolVersion, RequestMessage, ResponseItem, ResponseMessage};
use proptest::collection::vec;
use proptest::prelude::*;
use pure_testing::kmip::listen;
use pure_testing::{Authority, Listener, TLS_VERSIONS, TlsStream};

use crate::{AMPLE, SHORT, config, endpoint, open, settings, times_out};

/// A server, and a client that trusts it.
struct Bench {
    server: Listener,
    settings: TlsSettings,
    /// How many requests the server has read.
    asked: Arc<AtomicUsize>,
}

impl Bench {
    /// A server that responds with what `respond` writes, given the request and its number.
    fn new(
        respond: impl Fn(&RequestMessage, usize, &mut TlsStream) -> io::Result<()>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let root = Authority::root("Root");
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let server = listen(&root.server(|_| {}), move |request, number, stream| {
            count.fetch_add(1, Ordering::SeqCst);
            respond(request, number, stream)
        });
        Self {
            server,
            settings: settings(&root, None),
            asked,
        }
    }

    /// A server that responds with those bytes for each request.
    fn bytes(respond: impl Fn(&RequestMessage) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::new(move |request, _, stream| stream.write_all(&respond(request)))
    }

    /// A server that responds correctly, but for what `change` does to the message.
    fn changed(change: impl Fn(&mut ResponseMessage) + Send + Sync + 'static) -> Self {
        Self::bytes(move |request| {
            let mut response = right(request);
            change(&mut response);
            response.encode().to_vec()
        })
    }

    fn endpoint(&self) -> Endpoint {
        endpoint(&self.server)
    }

    fn open(&self) -> Connection {
        open(&self.endpoint(), &self.settings).unwrap()
    }

    /// What the client says when it activates a key.
    fn activate(&self) -> Result<(), ClientError> {
        self.open().activate(ID)
    }

    /// Why it could not activate a key; and it asks nothing more then.
    fn broken(&self) -> Cause {
        let mut connection = self.open();
        let error = connection.activate(ID).unwrap_err();
        assert_eq!(
            error.stage,
            Stage::Operation(Operation::Activate),
            "{error}"
        );
        let asked = self.asked.load(Ordering::SeqCst);
        let again = connection.query().unwrap_err();
        assert_eq!(again.cause.to_string(), error.cause.to_string());
        assert_eq!(self.asked.load(Ordering::SeqCst), asked, "it asked again");
        error.cause
    }
}

const ID: &str = "49a1ca88-6bea-4fb2-b450-7e58802c3038";

/// The correct response to Activate, Query and Get Attributes.
fn right(request: &RequestMessage) -> ResponseMessage {
    let [item] = request.items.as_slice() else {
        panic!("{} items", request.items.len());
    };
    let operation = item.payload.as_ref().unwrap().operation();
    let payload = match operation {
        Operation::Activate => ActivateResponse::new(ID).into(),
        Operation::Query => QueryResponse::default().into(),
        Operation::GetAttributes => {
            let attributes = vec![Attribute::state(State::Active)];
            GetAttributesResponse::new(ID, attributes).into()
        }
        operation => panic!("nobody asks for {operation}"),
    };
    let item = ResponseItem::new(item, Ok(payload));
    ResponseMessage::new(request.header.version, 0, vec![item])
}

fn unexpected(cause: &Cause) -> &'static str {
    match cause {
        Cause::UnexpectedResponse(what) => what,
        cause => panic!("{cause:?}"),
    }
}

fn malformed(cause: Cause) -> DecodeError {
    match cause {
        Cause::Malformed(error) => error,
        cause => panic!("{cause:?}"),
    }
}
