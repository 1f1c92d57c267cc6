//! A stub key manager: right in all, but for what a test changes.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kmip::enums::{
    CryptographicAlgorithm, ObjectType, Operation, ResultReason, RevocationReasonCode, State,
};
use kmip::operation::{
    ActivateResponse, CreateResponse, DestroyResponse, DiscoverVersionsResponse,
    GetAttributesResponse, GetResponse, LocateResponse, QueryResponse, RequestPayload,
    ResponsePayload, RevokeResponse,
};
use kmip::ttlv::Tag;
use kmip::{
    Attribute, Failure, KeyBlock, ManagedObject, ProtocolVersion, RequestItem, RequestMessage,
    ResponseItem, ResponseMessage,
};
use zeroize::Zeroizing;

use super::serve::read_request;
use crate::TlsStream;

/// A key that the server holds.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its Unique Identifier.
    pub id: String,
    /// Its Name.
    pub name: String,
    /// Its State.
    pub state: State,
    /// Its material.
    pub material: Vec<u8>,
}

/// What the server does.
#[derive(Clone, Debug)]
pub struct KeyServer {
    /// The versions it speaks.
    pub versions: Vec<ProtocolVersion>,
    /// Whether it refuses Discover Versions too in a version that it does not speak.
    pub strict: bool,
    /// The operations that Query names.
    pub operations: Vec<Operation>,
    /// Operations that it refuses, with what it says.
    pub refused: Vec<(Operation, ResultReason, &'static str)>,
    /// Operations that it does and then never responds to.
    pub unanswered: Vec<Operation>,
    /// Operations on which it closes the connection, after it did them.
    pub cut: Vec<Operation>,
    /// Bytes that it sends instead of the response to an operation.
    pub garbage: Option<(Operation, Vec<u8>)>,
    /// The keys it holds.
    pub keys: Arc<Mutex<Vec<Key>>>,
    /// The operations it was asked for.
    pub asked: Arc<Mutex<Vec<Operation>>>,
}

impl Default for KeyServer {
    fn default() -> Self {
        Self::new()
    }
}

impl KeyServer {
    /// One that does everything right, and holds no key.
    #[must_use]
    pub fn new() -> Self {
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
    #[must_use]
    pub fn holding(key: &Key) -> Self {
        let server = Self::new();
        server.keys.lock().unwrap().push(key.clone());
        server
    }

    /// Serves a connection until the client closes it.
    ///
    /// # Errors
    /// When the connection ends.
    pub fn serve(&self, stream: &mut TlsStream) -> io::Result<()> {
        loop {
            let request = read_request(stream)?;
            let operation = request.items[0].payload.as_ref().unwrap().operation();
            let response = self.respond(&request);
            if self.unanswered.contains(&operation) {
                std::thread::sleep(Duration::from_secs(60));
            }
            if self.cut.contains(&operation) {
                return Ok(());
            }
            match &self.garbage {
                Some((garbled, bytes)) if *garbled == operation => stream.write_all(bytes)?,
                _ => stream.write_all(&response.encode())?,
            }
            stream.flush()?;
        }
    }

    fn respond(&self, request: &RequestMessage) -> ResponseMessage {
        let version = request.header.version;
        let items = request.items.iter();
        let items = items.map(|item| ResponseItem::new(item, self.perform(version, item)));
        ResponseMessage::new(version, 0, items.collect())
    }

    fn perform(
        &self,
        version: ProtocolVersion,
        item: &RequestItem,
    ) -> Result<ResponsePayload, Failure> {
        let operation = item.operation();
        self.asked.lock().unwrap().push(operation);
        let is_open = operation == Operation::DiscoverVersions && !self.strict;
        if !self.versions.contains(&version) && !is_open {
            return Err(Failure::new(ResultReason::UnsupportedProtocolVersion, ""));
        }
        self.result(item.payload.as_ref().unwrap())
    }

    fn result(&self, request: &RequestPayload) -> Result<ResponsePayload, Failure> {
        let operation = request.operation();
        if let Some((_, reason, text)) = self.refused.iter().find(|r| r.0 == operation) {
            return Err(Failure::new(*reason, *text));
        }
        let mut keys = self.keys.lock().unwrap();
        Ok(match request {
            RequestPayload::DiscoverVersions(_) => {
                DiscoverVersionsResponse::new(self.versions.clone()).into()
            }
            RequestPayload::Query(_) => QueryResponse::default()
                .with_operations(self.operations.clone())
                .with_vendor_identification("scripted")
                .into(),
            RequestPayload::Locate(request) => {
                let wanted = request
                    .attributes
                    .iter()
                    .find_map(Attribute::as_object_name);
                let found = keys
                    .iter()
                    .filter(|key| wanted.is_none_or(|name| key.name == name));
                LocateResponse::new(found.map(|key| key.id.clone()).collect()).into()
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
                    name: name.expect("the client names its key").to_owned(),
                    state: State::PreActive,
                    material,
                });
                CreateResponse::new(ObjectType::SymmetricKey, id).into()
            }
            RequestPayload::Activate(request) => {
                let key = find(&mut keys, &request.unique_identifier)?;
                key.state = State::Active;
                ActivateResponse::new(&key.id).into()
            }
            RequestPayload::Get(request) => {
                let key = find(&mut keys, &request.unique_identifier)?;
                let material = Zeroizing::new(key.material.clone());
                let block = KeyBlock::raw(CryptographicAlgorithm::Aes, material);
                GetResponse::new(&key.id, ManagedObject::SymmetricKey(block)).into()
            }
            RequestPayload::GetAttributes(request) => {
                let key = find(&mut keys, &request.unique_identifier)?;
                let name = Tag::STATE.name().unwrap();
                assert!(request.names.iter().any(|asked| asked == name));
                GetAttributesResponse::new(&key.id, vec![Attribute::state(key.state)]).into()
            }
            RequestPayload::Revoke(request) => {
                assert_eq!(request.reason, RevocationReasonCode::CessationOfOperation);
                let key = find(&mut keys, &request.unique_identifier)?;
                key.state = State::Deactivated;
                RevokeResponse::new(&key.id).into()
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
                DestroyResponse::new(&key.id).into()
            }
            _ => return Err(Failure::new(ResultReason::OperationNotSupported, "")),
        })
    }
}

fn find<'a>(keys: &'a mut [Key], id: &Option<String>) -> Result<&'a mut Key, Failure> {
    let id = id.as_deref().expect("the client names the key");
    keys.iter_mut()
        .find(|key| key.id == id)
        .ok_or_else(|| Failure::new(ResultReason::ItemNotFound, "no such key"))
}
