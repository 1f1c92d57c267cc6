//! Whatever a server answers, the client says what is wrong in bounded time, and asks nothing more.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use pure_kmip::client::{Cause, ClientError, Connection, Deadlines, Endpoint, Stage, TlsSettings};
use pure_kmip::enums::{Operation, ResultReason, State};
use pure_kmip::operation::{ActivateResponse, GetAttributesResponse, QueryResponse};
use pure_kmip::ttlv::{DecodeError, Item, Tag, Value, encode};
use pure_kmip::{
    Attribute, Failure, ProtocolVersion, RequestMessage, ResponseItem, ResponseMessage,
};

use crate::authority::Authority;
use crate::server::{Server, TlsStream};
use crate::{PATIENCE, SHORT, open, settings, times_out};

/// A server, and a client that trusts it.
struct Bench {
    server: Server,
    settings: TlsSettings,
    /// How many requests the server has read.
    asked: Arc<AtomicUsize>,
}

impl Bench {
    /// A server that answers with what `answer` writes, given the request and its number.
    fn new(
        answer: impl Fn(&RequestMessage, usize, &mut TlsStream) -> io::Result<()>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let root = Authority::plain();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let server = Server::kmip(&root.server(|_| {}), move |request, number, stream| {
            count.fetch_add(1, Ordering::SeqCst);
            answer(request, number, stream)
        });
        Self {
            server,
            settings: settings(&root, None),
            asked,
        }
    }

    /// A server that answers with those bytes for each request.
    fn bytes(answer: impl Fn(&RequestMessage) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::new(move |request, _, stream| stream.write_all(&answer(request)))
    }

    /// A server that answers rightly, but for what `change` does to the message.
    fn changed(change: impl Fn(&mut ResponseMessage) + Send + Sync + 'static) -> Self {
        Self::bytes(move |request| {
            let mut answer = right(request);
            change(&mut answer);
            answer.encode().to_vec()
        })
    }

    fn endpoint(&self) -> Endpoint {
        self.server.endpoint()
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

/// The right answer to Activate, Query and Get Attributes.
fn right(request: &RequestMessage) -> ResponseMessage {
    let [item] = request.items.as_slice() else {
        panic!("{} items", request.items.len());
    };
    let operation = item.payload.as_ref().unwrap().operation();
    let unique_identifier = ID.to_owned();
    let payload = match operation {
        Operation::Activate => ActivateResponse { unique_identifier }.into(),
        Operation::Query => QueryResponse::default().into(),
        Operation::GetAttributes => {
            let attributes = vec![Attribute::state(State::Active)];
            GetAttributesResponse {
                unique_identifier,
                attributes,
            }
            .into()
        }
        operation => panic!("nobody asks for {operation}"),
    };
    let item = ResponseItem {
        operation: Some(operation),
        id: item.id.clone(),
        result: Ok(payload),
    };
    ResponseMessage {
        version: request.header.version,
        time_stamp: 0,
        items: vec![item],
    }
}

fn unfitting(cause: &Cause) -> &'static str {
    match cause {
        Cause::Unfitting(what) => what,
        cause => panic!("{cause:?}"),
    }
}

fn malformed(cause: Cause) -> DecodeError {
    match cause {
        Cause::Malformed(error) => error,
        cause => panic!("{cause:?}"),
    }
}

#[test]
fn the_right_answer() {
    Bench::changed(|_| {}).activate().unwrap();
}

#[test]
fn an_answer_split_at_every_byte() {
    // Each part is a record of its own, and the number of the request is where it is split.
    let bench = Bench::new(|request, number, stream| {
        let answer = right(request).encode();
        let (first, rest) = answer.split_at(number % (answer.len() + 1));
        for part in [first, rest] {
            stream.write_all(part)?;
            stream.flush()?;
        }
        Ok(())
    });
    let mut connection = bench.open();
    for _ in 0..260 {
        connection.activate(ID).unwrap();
    }
}

#[test]
fn an_answer_byte_by_byte() {
    let bench = Bench::new(|request, _, stream| {
        for byte in right(request).encode().chunks(1) {
            stream.write_all(byte)?;
            stream.flush()?;
        }
        Ok(())
    });
    let mut connection = bench.open();
    connection.activate(ID).unwrap();
    connection.query().unwrap();
}

#[test]
fn garbage_behind_the_answer() {
    let bench = Bench::bytes(|request| [right(request).encode().as_slice(), &[0]].concat());
    assert!(matches!(
        malformed(bench.broken()),
        DecodeError::Trailing(_)
    ));
}

#[test]
fn an_answer_behind_the_answer() {
    // In a record of its own, which the client sees with the next answer.
    let bench = Bench::new(|request, _, stream| {
        for _ in 0..2 {
            stream.write_all(&right(request).encode())?;
            stream.flush()?;
        }
        Ok(())
    });
    let mut connection = bench.open();
    let asked = connection
        .activate(ID)
        .and_then(|()| connection.activate(ID));
    match asked.unwrap_err().cause {
        Cause::Unfitting("it has another batch item id")
        | Cause::Malformed(DecodeError::Trailing(_)) => {}
        cause => panic!("{cause:?}"),
    }
}

#[test]
fn another_batch_item_id() {
    let bench = Bench::changed(|answer| answer.items[0].id = Some(vec![0xFF]));
    assert_eq!(unfitting(&bench.broken()), "it has another batch item id");
    let refused = |answer: &mut ResponseMessage| {
        answer.items[0].id = Some(vec![0xFF]);
        answer.items[0].result = Err(Failure::new(ResultReason::ItemNotFound, ""));
    };
    assert_eq!(
        unfitting(&Bench::changed(refused).broken()),
        "it has another batch item id"
    );
}

#[test]
fn no_batch_item_id() {
    // Needed in batches only (KMIP 1.4, section 6.4).
    Bench::changed(|answer| answer.items[0].id = None)
        .activate()
        .unwrap();
}

#[test]
fn another_operation() {
    let bench = Bench::changed(|answer| {
        let payload = pure_kmip::operation::DestroyResponse {
            unique_identifier: ID.to_owned(),
        };
        answer.items[0].operation = Some(Operation::Destroy);
        answer.items[0].result = Ok(payload.into());
    });
    assert_eq!(unfitting(&bench.broken()), "it is of another operation");
}

#[test]
fn not_one_item() {
    for count in [0, 2] {
        let bench = Bench::changed(move |answer| {
            let item = answer.items.remove(0);
            answer.items = vec![item; count];
        });
        assert_eq!(unfitting(&bench.broken()), "it has not exactly one item");
    }
}

#[test]
fn a_batch_count_that_is_not_the_number_of_items() {
    let bench = Bench::bytes(|request| {
        let mut answer = right(request).to_item();
        change(&mut answer, Tag::BATCH_COUNT, &Value::Integer(2));
        encode(&answer).to_vec()
    });
    let error = malformed(bench.broken());
    assert_eq!(error, DecodeError::InvalidValue(Tag::BATCH_COUNT));
}

/// Gives every item of that tag within `item` another value.
fn change(item: &mut Item, tag: Tag, value: &Value) {
    if item.tag == tag {
        item.value = value.clone();
    } else if let Value::Structure(items) = &mut item.value {
        items.iter_mut().for_each(|item| change(item, tag, value));
    }
}

#[test]
fn a_newer_version_than_was_asked_in() {
    let bench = Bench::changed(|answer| answer.version = ProtocolVersion::V2_1);
    assert_eq!(
        unfitting(&bench.broken()),
        "it is of a newer version of KMIP"
    );
}

#[test]
fn a_request_instead_of_an_answer() {
    let bench = Bench::bytes(|request| request.encode().to_vec());
    let error = malformed(bench.broken());
    let expected = (Tag::RESPONSE_MESSAGE, Tag::REQUEST_MESSAGE);
    assert!(
        matches!(error, DecodeError::Unexpected { expected: e, found: f } if (e, f) == expected)
    );
}

#[test]
fn a_refusal_is_an_answer_and_the_session_goes_on() {
    let bench = Bench::new(|request, number, stream| {
        let mut answer = right(request);
        if number == 0 {
            let failure = Failure::new(ResultReason::ItemNotFound, "no such key");
            answer.items[0].result = Err(failure);
            // A server that could not read the request knows neither.
            answer.items[0].operation = None;
            answer.items[0].id = None;
        }
        stream.write_all(&answer.encode())
    });
    let mut connection = bench.open();
    let error = connection.activate(ID).unwrap_err();
    assert_eq!(error.to_string(), "Activate: Item Not Found (no such key)");
    connection.activate(ID).unwrap();
}

#[test]
fn tags_and_enumerations_that_nobody_knows() {
    let bench = Bench::bytes(|request| {
        let mut answer = right(request).to_item();
        let attribute = vec![
            Item::text(Tag::ATTRIBUTE_NAME, "State"),
            Item::enumeration(Tag::ATTRIBUTE_VALUE, 0x8000_0001),
        ];
        change(&mut answer, Tag::ATTRIBUTE, &Value::Structure(attribute));
        let Value::Structure(parts) = &mut answer.value else {
            panic!("no message");
        };
        for part in &mut *parts {
            if let Value::Structure(fields) = &mut part.value {
                fields.insert(0, Item::text(Tag::new(0x54_0001), "unknown"));
                fields.push(Item::structure(Tag::new(0x42_FFF0), Vec::new()));
            }
        }
        parts.push(Item::interval(Tag::new(0x54_0002), 7));
        encode(&answer).to_vec()
    });
    assert_eq!(bench.open().state(ID).unwrap(), State::Unknown(0x8000_0001));
}

#[test]
fn lengths_beyond_all_measure() {
    for length in [0x0010_0000_u32, 0x7FFF_FFF8, 0xFFFF_FFF8] {
        let bench = Bench::bytes(move |_| {
            [&[0x42, 0x00, 0x7B, 0x01], length.to_be_bytes().as_slice()].concat()
        });
        let error = malformed(bench.broken());
        assert_eq!(error, DecodeError::TooLong(length as usize + 8));
    }
}

#[test]
fn a_length_that_is_promised_and_not_kept() {
    let bench = Bench::new(|_, _, stream| {
        stream.write_all(&[0x42, 0x00, 0x7B, 0x01, 0x00, 0x0F, 0xFF, 0xF0])?;
        stream.flush()?;
        Err(io::ErrorKind::Other.into())
    });
    assert!(matches!(bench.broken(), Cause::Closed));
}

#[test]
fn http_over_tls() {
    let bench = Bench::bytes(|_| b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec());
    let error = malformed(bench.broken());
    assert_eq!(error, DecodeError::WrongType(Tag::new(0x48_54_54)));
}

#[test]
fn silence_instead_of_an_answer() {
    let bench = Bench::new(|_, _, _| Ok(()));
    let deadlines = Deadlines {
        exchange: SHORT,
        ..PATIENCE
    };
    let mut connection = Connection::open(&bench.endpoint(), &bench.settings, &deadlines).unwrap();
    let error = times_out(|| connection.activate(ID));
    assert_eq!(error.stage, Stage::Operation(Operation::Activate));
}

#[test]
fn an_answer_that_drips() {
    let bench = Bench::new(|request, _, stream| {
        for byte in right(request).encode().chunks(1) {
            stream.write_all(byte)?;
            stream.flush()?;
            std::thread::sleep(Duration::from_millis(30));
        }
        Ok(())
    });
    let deadlines = Deadlines {
        exchange: SHORT,
        ..PATIENCE
    };
    let mut connection = Connection::open(&bench.endpoint(), &bench.settings, &deadlines).unwrap();
    times_out(|| connection.activate(ID));
    // The rest of the answer still comes, and belongs to nothing that is asked now.
    let start = Instant::now();
    let error = connection.query().unwrap_err();
    assert!(matches!(error.cause, Cause::TimedOut), "{error}");
    assert!(start.elapsed() < SHORT);
}

#[test]
fn a_session_outlives_no_deadline_by_many_short_exchanges() {
    let bench = Bench::changed(|_| {});
    let deadlines = Deadlines {
        whole: SHORT * 2,
        ..PATIENCE
    };
    let opened = Instant::now();
    let mut connection = Connection::open(&bench.endpoint(), &bench.settings, &deadlines).unwrap();
    let error = loop {
        if let Err(error) = connection.activate(ID) {
            break error;
        }
        assert!(
            opened.elapsed() < Duration::from_secs(10),
            "it goes on and on"
        );
    };
    assert!(matches!(error.cause, Cause::TimedOut), "{error}");
}

#[test]
fn a_cut_at_every_byte_of_the_answer() {
    let cut = Arc::new(AtomicUsize::new(0));
    let at = Arc::clone(&cut);
    let bench = Bench::new(move |request, _, stream| {
        let answer = right(request).encode();
        let at = at.load(Ordering::SeqCst);
        stream.write_all(&answer[..at.min(answer.len() - 1)])?;
        stream.flush()?;
        Err(io::ErrorKind::Other.into())
    });
    for length in (0..200).step_by(7) {
        cut.store(length, Ordering::SeqCst);
        let error = bench.activate().unwrap_err();
        assert!(matches!(error.cause, Cause::Closed), "{length}: {error}");
        let first = if length < 8 {
            Stage::FirstRead
        } else {
            error.stage
        };
        assert_eq!(error.stage, first, "cut at {length}");
    }
}

#[test]
fn the_server_hears_that_the_client_leaves() {
    let root = Authority::plain();
    let (sender, receiver) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let config = crate::server::config(&root.server(|_| {}), crate::server::VERSIONS[1], None);
    let server = Server::tls(config, move |stream| {
        // Without the goodbye this would be an error.
        let read = io::Read::read(stream, &mut [0]);
        sender.lock().unwrap().send(read.ok()).unwrap();
        Ok(())
    });
    drop(open(&server.endpoint(), &settings(&root, None)).unwrap());
    assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok(Some(0)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes(bytes in vec(any::<u8>(), 0..300)) {
        let start = Instant::now();
        let answer = bytes.clone();
        let bench = Bench::new(move |_, _, stream| {
            stream.write_all(&answer)?;
            stream.flush()?;
            Err(io::ErrorKind::Other.into())
        });
        prop_assert!(bench.activate().is_err());
        prop_assert!(start.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn answers_with_some_bytes_changed(
        harms in vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
    ) {
        let start = Instant::now();
        let bench = Bench::new(move |request, _, stream| {
            let mut answer = right(request).encode().to_vec();
            for (index, byte) in &harms {
                let index = index.index(answer.len());
                answer[index] = *byte;
            }
            stream.write_all(&answer)?;
            stream.flush()?;
            Err(io::ErrorKind::Other.into())
        });
        // Whether it is still an answer or not: it ends, and says which.
        let _ = bench.activate();
        prop_assert!(start.elapsed() < Duration::from_secs(20));
    }
}
