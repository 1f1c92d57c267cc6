//! A small KMIP server that follows a script: right in all, but for what a test changes.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pure_kmip::enums::{
    CryptographicAlgorithm, ObjectType, Operation, ResultReason, RevocationReasonCode, State,
};
use pure_kmip::operation::{
    ActivateResponse, CreateResponse, DestroyResponse, DiscoverVersionsResponse,
    GetAttributesResponse, GetResponse, LocateResponse, QueryResponse, RequestPayload,
    ResponsePayload, RevokeResponse,
};
use pure_kmip::ttlv::{Limits, Tag, length_of_message};
use pure_kmip::{
    Attribute, Failure, KeyBlock, ManagedObject, ProtocolVersion, RequestMessage, ResponseItem,
    ResponseMessage,
};
use zeroize::Zeroizing;

use crate::listener::TlsStream;

/// A key that the server holds.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) state: State,
    pub(crate) material: Vec<u8>,
}

/// What the server does.
#[derive(Clone)]
pub(crate) struct KeyServer {
    /// The versions it speaks.
    pub(crate) versions: Vec<ProtocolVersion>,
    /// Whether it refuses Discover Versions too in a version that it does not speak.
    pub(crate) strict: bool,
    /// The operations that Query names.
    pub(crate) operations: Vec<Operation>,
    /// Operations that it refuses, with what it says.
    pub(crate) refused: Vec<(Operation, ResultReason, &'static str)>,
    /// Operations that it does and then never answers.
    pub(crate) unanswered: Vec<Operation>,
    /// Operations on which it closes the connection, after it did them.
    pub(crate) cut: Vec<Operation>,
    /// Bytes that it answers instead of a message.
    pub(crate) garbage: Option<(Operation, Vec<u8>)>,
    /// The keys it holds.
    pub(crate) keys: Arc<Mutex<Vec<Key>>>,
    /// The operations it was asked for.
    pub(crate) asked: Arc<Mutex<Vec<Operation>>>,
}

impl KeyServer {
    /// One that does everything right.
    pub(crate) fn new() -> Self {
        Self {
            versions: ProtocolVersion::SUPPORTED.to_vec(),
            strict: false,
            operations: vec![
                Operation::Create,
                Operation::Locate,
                Operation::Get,
                Operation::GetAttributes,
                Operation::Activate,
                Operation::Revoke,
                Operation::Destroy,
                Operation::Query,
                Operation::DiscoverVersions,
            ],
            refused: Vec::new(),
            unanswered: Vec::new(),
            cut: Vec::new(),
            garbage: None,
            keys: Arc::default(),
            asked: Arc::default(),
        }
    }

    /// One that holds `key`.
    pub(crate) fn holding(key: &Key) -> Self {
        let server = Self::new();
        server.keys.lock().unwrap().push(key.clone());
        server
    }

    /// Serves a connection until the client closes it.
    pub(crate) fn serve(&self, stream: &mut TlsStream) -> io::Result<()> {
        loop {
            let request = read(stream)?;
            let operation = request.items[0].payload.as_ref().unwrap().operation();
            let answer = self.answer(&request);
            if self.unanswered.contains(&operation) {
                std::thread::sleep(Duration::from_secs(60));
            }
            if self.cut.contains(&operation) {
                return Ok(());
            }
            match &self.garbage {
                Some((garbled, bytes)) if *garbled == operation => stream.write_all(bytes)?,
                _ => stream.write_all(&answer.encode())?,
            }
            stream.flush()?;
        }
    }

    fn answer(&self, request: &RequestMessage) -> ResponseMessage {
        let version = request.header.version;
        let speaks = self.versions.contains(&version);
        let items = request.items.iter().map(|item| {
            let payload = item.payload.as_ref().unwrap();
            let operation = payload.operation();
            self.asked.lock().unwrap().push(operation);
            let heard = speaks || (operation == Operation::DiscoverVersions && !self.strict);
            let reason = ResultReason::UnsupportedProtocolVersion;
            ResponseItem {
                operation: Some(operation),
                id: item.id.clone(),
                result: if heard {
                    self.result(payload)
                } else {
                    Err(Failure::new(reason, ""))
                },
            }
        });
        ResponseMessage {
            version,
            time_stamp: 0,
            items: items.collect(),
        }
    }

    fn result(&self, request: &RequestPayload) -> Result<ResponsePayload, Failure> {
        let operation = request.operation();
        if let Some((_, reason, text)) = self.refused.iter().find(|r| r.0 == operation) {
            return Err(Failure::new(*reason, *text));
        }
        let mut keys = self.keys.lock().unwrap();
        Ok(match request {
            RequestPayload::DiscoverVersions(_) => DiscoverVersionsResponse {
                versions: self.versions.clone(),
            }
            .into(),
            RequestPayload::Query(_) => QueryResponse {
                operations: self.operations.clone(),
                vendor_identification: Some("scripted".to_owned()),
                ..QueryResponse::default()
            }
            .into(),
            RequestPayload::Locate(request) => {
                let wanted = request
                    .attributes
                    .iter()
                    .find_map(Attribute::as_object_name);
                let found = keys
                    .iter()
                    .filter(|key| wanted.is_none_or(|name| key.name == name));
                LocateResponse {
                    located_items: None,
                    unique_identifiers: found.map(|key| key.id.clone()).collect(),
                }
                .into()
            }
            RequestPayload::Create(request) => {
                let name = request
                    .attributes
                    .iter()
                    .find_map(Attribute::as_object_name);
                let id = format!("key-{}", keys.len() + 1);
                let material = vec![keys.len() as u8 + 1; 32];
                keys.push(Key {
                    id: id.clone(),
                    name: name.expect("the array names its key").to_owned(),
                    state: State::PreActive,
                    material,
                });
                CreateResponse {
                    object_type: ObjectType::SymmetricKey,
                    unique_identifier: id,
                }
                .into()
            }
            RequestPayload::Activate(request) => {
                let key = find(&mut keys, &request.unique_identifier)?;
                key.state = State::Active;
                ActivateResponse {
                    unique_identifier: key.id.clone(),
                }
                .into()
            }
            RequestPayload::Get(request) => {
                let key = find(&mut keys, &request.unique_identifier)?;
                let material = Zeroizing::new(key.material.clone());
                let block = KeyBlock::raw(CryptographicAlgorithm::Aes, material);
                GetResponse {
                    object_type: ObjectType::SymmetricKey,
                    unique_identifier: key.id.clone(),
                    object: ManagedObject::SymmetricKey(block),
                }
                .into()
            }
            RequestPayload::GetAttributes(request) => {
                let key = find(&mut keys, &request.unique_identifier)?;
                let name = Tag::STATE.name().unwrap();
                assert!(request.names.iter().any(|asked| asked == name));
                GetAttributesResponse {
                    unique_identifier: key.id.clone(),
                    attributes: vec![Attribute::state(key.state)],
                }
                .into()
            }
            RequestPayload::Revoke(request) => {
                assert_eq!(request.reason, RevocationReasonCode::CessationOfOperation);
                let key = find(&mut keys, &request.unique_identifier)?;
                key.state = State::Deactivated;
                RevokeResponse {
                    unique_identifier: key.id.clone(),
                }
                .into()
            }
            RequestPayload::Destroy(request) => {
                let key = find(&mut keys, &request.unique_identifier)?;
                if key.state == State::Active {
                    return Err(Failure::new(
                        ResultReason::PermissionDenied,
                        "key is active",
                    ));
                }
                key.state = State::Destroyed;
                DestroyResponse {
                    unique_identifier: key.id.clone(),
                }
                .into()
            }
            _ => return Err(Failure::new(ResultReason::OperationNotSupported, "")),
        })
    }
}

fn find<'a>(keys: &'a mut [Key], id: &Option<String>) -> Result<&'a mut Key, Failure> {
    let id = id.as_deref().expect("the array names the key");
    keys.iter_mut()
        .find(|key| key.id == id)
        .ok_or_else(|| Failure::new(ResultReason::ItemNotFound, "no such key"))
}

fn read(stream: &mut TlsStream) -> io::Result<RequestMessage> {
    let limits = Limits::default();
    let mut header = [0; 8];
    stream.read_exact(&mut header)?;
    let mut message = vec![0; length_of_message(header, &limits).unwrap()];
    message[..8].copy_from_slice(&header);
    stream.read_exact(&mut message[8..])?;
    Ok(RequestMessage::decode(&message, &limits).unwrap())
}
