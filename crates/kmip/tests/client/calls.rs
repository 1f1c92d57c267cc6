//! What a caller can send besides the client's own operations.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kmip::client::{Cause, Connection, Deadlines, TlsSettings, TrustAnchors};
use kmip::enums::{Operation, ResultReason};
use kmip::operation::{
    ActivateRequest, ActivateResponse, DestroyRequest, GetAttributesRequest, Payload, Request,
    RequestPayload, ResponsePayload, UnknownPayload,
};
use kmip::ttlv::{DecodeError, Fields, Item, Tag};
use kmip::{Credential, Failure, ProtocolVersion, RequestMessage, ResponseItem, ResponseMessage};
use pure_testing::kmip::listen;
use pure_testing::{Authority, Listener};
use zeroize::Zeroizing;

use crate::{NOW, SHORT, endpoint, open, provider, settings, times_out};

/// What a server responds to a whole message.
type Respond = dyn Fn(&RequestMessage) -> Vec<ResponseItem> + Send + Sync;

fn server(root: &Authority, respond: Box<Respond>) -> Listener {
    listen(&root.server(|_| {}), move |request, _, stream| {
        let version = request.header.version;
        let message = ResponseMessage::new(version, 0, respond(request));
        stream.write_all(&message.encode())
    })
}

fn talk(
    respond: impl Fn(&RequestMessage) -> Vec<ResponseItem> + Send + Sync + 'static,
) -> (Listener, Connection) {
    let root = Authority::root("Root");
    let server = server(&root, Box::new(respond));
    let connection = open(&endpoint(&server), &settings(&root, None)).unwrap();
    (server, connection)
}

/// Does an Activate, and refuses anything else.
fn activated(request: &RequestMessage) -> Vec<ResponseItem> {
    let items = request.items.iter();
    let done = items.map(|item| {
        let result = match item.payload.as_ref().unwrap() {
            RequestPayload::Activate(request) => {
                let id = request.unique_identifier.clone().unwrap();
                Ok(ActivateResponse::new(id).into())
            }
            _ => Err(Failure::new(ResultReason::PermissionDenied, "no")),
        };
        ResponseItem::new(item, result)
    });
    done.collect()
}

#[test]
fn a_credential_goes_with_each_request_until_it_is_taken_away() {
    let heard: Arc<Mutex<Vec<_>>> = Arc::default();
    let kept = Arc::clone(&heard);
    let (_server, mut client) = talk(move |request| {
        kept.lock().unwrap().push(request.header.credential.clone());
        activated(request)
    });
    let credential = Credential::UsernameAndPassword {
        username: "array".to_owned(),
        password: Some(Zeroizing::new("open sesame".to_owned())),
    };
    client.set_credential(Some(credential.clone()));
    client.activate("17").unwrap();
    client
        .batch(vec![ActivateRequest::new("18".to_owned()).into()])
        .unwrap();
    client.set_credential(None);
    client.activate("19").unwrap();
    let sent = Some(credential);
    assert_eq!(*heard.lock().unwrap(), [sent.clone(), sent, None]);
}

#[test]
fn a_batch_has_the_responses_in_the_order_of_the_requests() {
    let (_server, mut client) = talk(|request| {
        let mut items = activated(request);
        items.reverse();
        items
    });
    let activate = |id: &str| RequestPayload::from(ActivateRequest::new(id.to_owned()));
    let destroy = DestroyRequest::new("b".to_owned());
    let responses = client.batch(vec![activate("a"), destroy.into(), activate("c")]);
    let responses = responses.unwrap();
    let id = |item: &ResponseItem| match &item.result {
        Ok(ResponsePayload::Activate(response)) => response.unique_identifier.clone(),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => failure.reason.to_string(),
    };
    let ids: Vec<_> = responses.iter().map(id).collect();
    assert_eq!(ids, ["a", "Permission Denied", "c"]);
    assert!(client.batch(Vec::new()).unwrap().is_empty());
}

#[test]
fn a_batch_that_stops_is_shorter_and_the_session_goes_on() {
    let (_server, mut client) = talk(|request| {
        let mut items = activated(request);
        items.truncate(2);
        items
    });
    let activate = |id: &str| RequestPayload::from(ActivateRequest::new(id.to_owned()));
    let destroy = || RequestPayload::from(DestroyRequest::new("b".to_owned()));
    for _ in 0..2 {
        let responses = client.batch(vec![activate("a"), destroy(), activate("c")]);
        assert_eq!(responses.unwrap().len(), 2);
    }
}

#[test]
fn responses_that_are_not_those_of_the_batch_end_the_session() {
    type Change = fn(&mut Vec<ResponseItem>);
    let changes: [(Change, &str); 4] = [
        (|items| items[1].id = Some(vec![9]), "batch item id"),
        (|items| items[1].id = items[0].id.clone(), "batch item id"),
        (
            |items| items[1].operation = Some(Operation::Revoke),
            "another operation",
        ),
        (Vec::clear, "no items"),
    ];
    for (change, reason) in changes {
        let (_server, mut client) = talk(move |request| {
            let mut items = activated(request);
            change(&mut items);
            items
        });
        let activate = |id: &str| RequestPayload::from(ActivateRequest::new(id.to_owned()));
        let error = client
            .batch(vec![activate("a"), activate("b")])
            .unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        let again = client.activate("a").unwrap_err();
        assert!(matches!(
            again.cause,
            Cause::UnexpectedResponse(_) | Cause::Malformed(_)
        ));
    }
}

#[test]
fn a_batch_that_is_refused_as_a_whole_is_an_error() {
    let (_server, mut client) = talk(|_| {
        let failure = Failure::new(ResultReason::InvalidMessage, "what?");
        vec![ResponseItem::unread(failure)]
    });
    let activate = |id: &str| RequestPayload::from(ActivateRequest::new(id.to_owned()));
    let error = client
        .batch(vec![activate("a"), activate("b")])
        .unwrap_err();
    assert_eq!(error.to_string(), "Activate: Invalid Message (what?)");
}

#[test]
fn a_batch_that_its_version_does_not_have_is_not_sent() {
    let (_server, mut client) = talk(activated);
    client.set_version(ProtocolVersion::V1_0);
    let fresh = GetAttributesRequest::new("a".to_owned(), vec!["Fresh".to_owned()]);
    let error = client.batch(vec![fresh.into()]).unwrap_err();
    assert!(matches!(error.cause, Cause::NotInVersion { .. }), "{error}");
    client.activate("a").unwrap();
}

/// An operation that this crate does not know, in types of the caller's own.
#[derive(Debug)]
struct Archive(String);

#[derive(Debug)]
struct Archived(String);

impl Payload for Archive {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        vec![Item::text(Tag::UNIQUE_IDENTIFIER, self.0.as_str())]
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        Ok(Self(
            fields.text(Tag::UNIQUE_IDENTIFIER)?.unwrap_or_default(),
        ))
    }
}

impl Payload for Archived {
    fn to_fields(&self, _: ProtocolVersion) -> Vec<Item> {
        vec![Item::text(Tag::UNIQUE_IDENTIFIER, self.0.as_str())]
    }

    fn from_fields(mut fields: Fields, _: ProtocolVersion) -> Result<Self, DecodeError> {
        let id = fields.required(Tag::UNIQUE_IDENTIFIER)?;
        let id = id.value.as_text().map(ToOwned::to_owned);
        id.map(Self)
            .ok_or(DecodeError::WrongType(Tag::UNIQUE_IDENTIFIER))
    }
}

impl From<Archive> for RequestPayload {
    fn from(request: Archive) -> Self {
        Self::Unknown(UnknownPayload {
            operation: Archive::OPERATION,
            fields: request.to_fields(ProtocolVersion::V1_4),
        })
    }
}

impl Request for Archive {
    const OPERATION: Operation = Operation::Archive;
    type Response = Archived;
}

#[test]
fn an_operation_of_the_callers_own() {
    let (_server, mut client) = talk(|request| {
        let item = &request.items[0];
        let Ok(RequestPayload::Unknown(unknown)) = &item.payload else {
            panic!("{item:?}");
        };
        let payload = ResponsePayload::Unknown(unknown.clone());
        vec![ResponseItem::new(item, Ok(payload))]
    });
    assert_eq!(client.call(Archive("17".to_owned())).unwrap().0, "17");
}

#[test]
fn a_response_to_it_that_cannot_be_read_is_malformed() {
    let (_server, mut client) = talk(|request| {
        let payload = ResponsePayload::Unknown(UnknownPayload {
            operation: Operation::Archive,
            fields: Vec::new(),
        });
        vec![ResponseItem::new(&request.items[0], Ok(payload))]
    });
    let error = client.call(Archive("17".to_owned())).unwrap_err();
    assert!(matches!(error.cause, Cause::Malformed(_)), "{error}");
}

/// A session lives as long as it is used when its deadlines are per call, and each call has its own.
#[test]
fn deadlines_per_call_outlast_those_of_a_session() {
    let root = Authority::root("Root");
    let server = server(
        &root,
        Box::new(|request| {
            if request.items[0].operation() == Operation::Destroy {
                std::thread::sleep(Duration::from_secs(20));
            }
            activated(request)
        }),
    );
    let short = Deadlines::of(Duration::from_secs(20), Duration::from_secs(20));
    let mut client = Connection::open(&endpoint(&server), &settings(&root, None), &short).unwrap();
    client.set_deadlines(&Deadlines::of(Duration::from_secs(20), SHORT));
    std::thread::sleep(SHORT * 2);
    assert!(matches!(
        client.activate("a").unwrap_err().cause,
        Cause::TimedOut
    ));

    let patient = Deadlines::per_call(Duration::from_secs(20));
    let mut client =
        Connection::open(&endpoint(&server), &settings(&root, None), &patient).unwrap();
    client.activate("a").unwrap();
    std::thread::sleep(SHORT * 2);
    client.set_deadlines(&Deadlines::per_call(SHORT));
    times_out(|| client.destroy("a"));
}

/// A clock is read for each connection: settings may outlive a certificate.
#[test]
fn the_time_of_each_connection() {
    let root = Authority::root("Root");
    let server = server(&root, Box::new(activated));
    let now = Arc::new(AtomicU64::new(NOW));
    let clock = Arc::clone(&now);
    let anchors = TrustAnchors::Configured(vec![root.der()]);
    let settings =
        TlsSettings::new(provider(), anchors, 0).with_clock(move || clock.load(Ordering::SeqCst));
    open(&endpoint(&server), &settings).unwrap();
    now.store(NOW + 3_000 * 365 * 86_400, Ordering::SeqCst);
    let error = open(&endpoint(&server), &settings).unwrap_err();
    assert!(matches!(error.cause, Cause::Trust(_)), "{error}");
}
