//! Whole conversations, in every version.

use std::io::Write;
use std::sync::{Arc, Mutex};

use kmip::client::{Cause, ClientError, Connection, KeyForm, Stage};
use kmip::enums::{
    CryptographicAlgorithm, KeyFormatType, ObjectType, Operation, ResultReason,
    RevocationReasonCode, SecretDataType, State, UsageMask,
};
use kmip::operation::{
    ActivateResponse, CreateResponse, DestroyResponse, DiscoverVersionsResponse,
    GetAttributesRequest, GetAttributesResponse, GetResponse, LocateResponse, QueryResponse,
    ReKeyResponse, RequestPayload, ResponsePayload, RevokeResponse,
};
use kmip::ttlv::Tag;
use kmip::{
    Attribute, Failure, KeyBlock, ManagedObject, ProtocolVersion, ResponseItem, ResponseMessage,
};
use pure_testing::kmip::listen;
use pure_testing::{Authority, Listener};
use zeroize::Zeroizing;

use crate::{endpoint, open, settings};

/// What a server responds to a request in a version.
type Respond =
    dyn Fn(&RequestPayload, ProtocolVersion) -> Result<ResponsePayload, Failure> + Send + Sync;

/// A server, a client that has not asked anything yet, and the versions and operations asked.
struct Talk {
    connection: Connection,
    asked: Arc<Mutex<Vec<(ProtocolVersion, Operation)>>>,
    _server: Listener,
}

impl Talk {
    fn with(
        respond: impl Fn(&RequestPayload, ProtocolVersion) -> Result<ResponsePayload, Failure>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let respond: Box<Respond> = Box::new(respond);
        let asked: Arc<Mutex<Vec<_>>> = Arc::default();
        let heard = Arc::clone(&asked);
        let root = Authority::root("Root");
        let server = listen(&root.server(|_| {}), move |request, _, stream| {
            let version = request.header.version;
            assert_eq!(request.header.batch_count, 1);
            assert_eq!(request.newer_than_version(), None);
            let payload = request.items[0].payload.as_ref().unwrap();
            heard.lock().unwrap().push((version, payload.operation()));
            let item = ResponseItem::new(&request.items[0], respond(payload, version));
            let message = ResponseMessage::new(version, 0, vec![item]);
            stream.write_all(&message.encode())
        });
        let connection = open(&endpoint(&server), &settings(&root, None)).unwrap();
        Self {
            connection,
            asked,
            _server: server,
        }
    }

    /// A server that knows nothing but the versions it speaks.
    fn speaking(versions: &'static [ProtocolVersion]) -> Self {
        Self::with(move |_, version| {
            if !versions.contains(&version) {
                let reason = ResultReason::InvalidMessage;
                return Err(Failure::new(reason, "version"));
            }
            Ok(DiscoverVersionsResponse::new(versions.to_vec()).into())
        })
    }

    fn versions_asked(&self) -> Vec<ProtocolVersion> {
        self.asked
            .lock()
            .unwrap()
            .iter()
            .map(|(version, _)| *version)
            .collect()
    }
}

const ID: &str = "49a1ca88-6bea-4fb2-b450-7e58802c3038";
const NEW_ID: &str = "0b2a2a2f-90fa-4f9f-8b2e-3a4f4f0b6c6e";
const MATERIAL: [u8; 32] = [0x5A; 32];

/// A server with one key, whose state does not matter.
fn key_server(request: &RequestPayload) -> Result<ResponsePayload, Failure> {
    let known = |id: &Option<String>| match id.as_deref() {
        Some(ID) => Ok(ID.to_owned()),
        _ => Err(Failure::new(ResultReason::ItemNotFound, "no such key")),
    };
    Ok(match request {
        RequestPayload::DiscoverVersions(request) => {
            DiscoverVersionsResponse::new(request.versions.clone()).into()
        }
        RequestPayload::Query(_) => QueryResponse::default()
            .with_operations(vec![Operation::Create, Operation::Get])
            .with_vendor_identification("test")
            .into(),
        RequestPayload::Create(request) => {
            let mask = UsageMask::ENCRYPT | UsageMask::DECRYPT;
            let expected = [
                Attribute::algorithm(CryptographicAlgorithm::Aes),
                Attribute::length(256),
                Attribute::usage_mask(mask),
                Attribute::object_name("pure01"),
            ];
            assert_eq!(request.attributes, expected);
            CreateResponse::new(request.object_type, ID).into()
        }
        RequestPayload::Activate(request) => {
            ActivateResponse::new(known(&request.unique_identifier)?).into()
        }
        RequestPayload::Locate(request) => {
            let name = request
                .attributes
                .iter()
                .find_map(Attribute::as_object_name);
            assert!(
                request
                    .attributes
                    .contains(&Attribute::object_type(ObjectType::SymmetricKey))
            );
            let found = (name == Some("pure01")).then(|| ID.to_owned());
            LocateResponse::new(found.into_iter().collect()).into()
        }
        RequestPayload::Get(request) => {
            let material = Zeroizing::new(MATERIAL.to_vec());
            let block = KeyBlock::raw(CryptographicAlgorithm::Aes, material);
            let object = ManagedObject::SymmetricKey(block);
            GetResponse::new(known(&request.unique_identifier)?, object).into()
        }
        RequestPayload::GetAttributes(request) => {
            let attributes = vec![
                Attribute::state(State::Deactivated),
                Attribute::date(Tag::ACTIVATION_DATE, 1_000_000_000),
            ];
            GetAttributesResponse::new(known(&request.unique_identifier)?, attributes).into()
        }
        RequestPayload::ReKey(request) => {
            known(&request.unique_identifier)?;
            ReKeyResponse::new(NEW_ID).into()
        }
        RequestPayload::Revoke(request) => {
            assert_eq!(request.reason, RevocationReasonCode::Superseded);
            RevokeResponse::new(known(&request.unique_identifier)?).into()
        }
        RequestPayload::Destroy(request) => {
            DestroyResponse::new(known(&request.unique_identifier)?).into()
        }
        other => panic!("nobody asks for {}", other.operation()),
    })
}

#[test]
fn the_life_of_a_key_in_every_version() -> Result<(), ClientError> {
    for &version in ProtocolVersion::SUPPORTED {
        let mut talk = Talk::with(|request, _| key_server(request));
        let client = &mut talk.connection;
        assert_eq!(client.negotiate(&[version])?, version);
        assert_eq!(client.version(), version);
        let told = client.query()?;
        assert_eq!(told.operations, [Operation::Create, Operation::Get]);
        assert_eq!(client.facts().operations, told.operations);
        assert_eq!(
            client.facts().vendor_identification.as_deref(),
            Some("test")
        );
        let id = client.create_aes256("pure01", UsageMask::ENCRYPT | UsageMask::DECRYPT)?;
        assert_eq!(id, ID);
        client.activate(&id)?;
        assert_eq!(client.locate("pure01")?, [ID]);
        assert!(client.locate("pure02")?.is_empty());
        assert_eq!(client.get(&id)?.as_slice(), MATERIAL);
        assert_eq!(client.state(&id)?, State::Deactivated);
        let attributes = client.get_attributes(&id, &["State", "Activation Date"])?;
        assert_eq!(attributes[1].value.as_date_time(), Some(1_000_000_000));
        assert_eq!(client.re_key(&id)?, NEW_ID);
        client.revoke(&id, RevocationReasonCode::Superseded)?;
        client.destroy(&id)?;
        let error = client.destroy("another").unwrap_err();
        assert_eq!(error.stage, Stage::Operation(Operation::Destroy));
        assert_eq!(error.to_string(), "Destroy: Item Not Found (no such key)");
        assert!(talk.versions_asked().iter().all(|asked| *asked == version));
    }
    Ok(())
}

#[test]
fn the_newest_common_version_is_agreed_on() {
    const OLD: &[ProtocolVersion] = &[ProtocolVersion::V1_0, ProtocolVersion::V1_2];
    for (spoken, agreed) in [
        (ProtocolVersion::SUPPORTED, ProtocolVersion::V2_1),
        (&[ProtocolVersion::V1_4], ProtocolVersion::V1_4),
        (OLD, ProtocolVersion::V1_2),
        (&[ProtocolVersion::V1_0], ProtocolVersion::V1_0),
        (&[ProtocolVersion::V2_0], ProtocolVersion::V2_0),
    ] {
        let mut talk = Talk::speaking(spoken);
        assert_eq!(talk.connection.discover_versions().unwrap(), agreed);
        assert_eq!(talk.connection.version(), agreed);
        let facts = &talk.connection.facts().versions;
        assert_eq!(facts.as_slice(), spoken);
    }
}

#[test]
fn a_server_that_does_not_know_the_question_speaks_1_0() {
    let mut talk = Talk::with(|_, version| {
        Err(if version == ProtocolVersion::V1_0 {
            Failure::new(ResultReason::OperationNotSupported, "unknown operation")
        } else {
            Failure::new(ResultReason::InvalidMessage, "unknown version")
        })
    });
    let agreed = talk.connection.discover_versions().unwrap();
    assert_eq!(agreed, ProtocolVersion::V1_0);
    assert_eq!(talk.connection.facts().versions, [ProtocolVersion::V1_0]);
}

#[test]
fn no_common_version() {
    let versions = vec![ProtocolVersion::new(3, 0), ProtocolVersion::new(0, 9)];
    let offered = versions.clone();
    let mut talk =
        Talk::with(move |_, _| Ok(DiscoverVersionsResponse::new(offered.clone()).into()));
    let error = talk.connection.discover_versions().unwrap_err();
    assert_eq!(error.stage, Stage::DiscoverVersions);
    assert!(matches!(error.cause, Cause::NoCommonVersion(told) if told == versions));
    let error = talk.connection.negotiate(&[]).unwrap_err();
    assert!(matches!(error.cause, Cause::NoCommonVersion(_)));
}

#[test]
fn a_server_that_refuses_in_every_version() {
    let mut talk = Talk::speaking(&[]);
    let error = talk.connection.discover_versions().unwrap_err();
    assert_eq!(
        error.to_string(),
        "Discover Versions: Invalid Message (version)"
    );
    let mut asked = talk.versions_asked();
    asked.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(asked, ProtocolVersion::SUPPORTED);
}

#[test]
fn a_client_that_is_refused_for_who_it_is_does_not_ask_again() {
    let mut talk = Talk::with(|_, _| {
        let reason = ResultReason::AuthenticationNotSuccessful;
        Err(Failure::new(reason, "who are you?"))
    });
    let error = talk.connection.discover_versions().unwrap_err();
    assert!(matches!(error.cause, Cause::Failed(_)), "{error}");
    assert_eq!(talk.versions_asked().len(), 1);
}

#[test]
fn what_the_version_does_not_have_is_not_asked() {
    let mut talk = Talk::with(|request, _| key_server(request));
    let client = &mut talk.connection;
    client.negotiate(&[ProtocolVersion::V1_0]).unwrap();
    let request = |name: &str| GetAttributesRequest::new(ID.to_owned(), vec![name.to_owned()]);
    let error = client.call(request("Fresh")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Get Attributes: Fresh is not part of KMIP 1.0"
    );
    assert_eq!(talk.asked.lock().unwrap().len(), 1);
    // Nothing was sent, so the session continues.
    client.call(request("State")).unwrap();
}

#[test]
fn what_is_no_raw_symmetric_key_is_no_key() {
    let raw = || {
        KeyBlock::raw(
            CryptographicAlgorithm::Aes,
            Zeroizing::new(MATERIAL.to_vec()),
        )
    };
    let mut empty = raw();
    empty.material = None;
    let mut opaque = raw();
    opaque.format = KeyFormatType::Opaque;
    let secret = ManagedObject::SecretData {
        kind: SecretDataType::Password,
        block: raw(),
    };
    for (object, expected) in [
        (secret, "it is not a symmetric key"),
        (
            ManagedObject::SymmetricKey(empty),
            "the key has no material",
        ),
    ] {
        let mut talk = Talk::with(move |_, _| Ok(GetResponse::new(ID, object.clone()).into()));
        let error = talk.connection.get(ID).unwrap_err();
        assert!(
            matches!(error.cause, Cause::UnexpectedResponse(what) if what == expected),
            "{error}"
        );
    }
    let opaque = ManagedObject::SymmetricKey(opaque);
    let mut talk = Talk::with(move |_, _| Ok(GetResponse::new(ID, opaque.clone()).into()));
    let error = talk.connection.get(ID).unwrap_err();
    assert!(
        matches!(error.cause, Cause::KeyForm(KeyForm::Opaque)),
        "{error}"
    );
}

#[test]
fn a_state_that_is_not_told_is_an_error() {
    let mut talk = Talk::with(|_, _| Ok(GetAttributesResponse::new(ID, Vec::new()).into()));
    let error = talk.connection.state(ID).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Get Attributes: the response does not match the request: it does not tell the key's state"
    );
}
