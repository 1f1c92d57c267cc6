//! A stub key manager: right in all, but for what a test changes.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::conduct::Conduct;
use super::key::Key;
use super::misbehaviour::Misbehaviour;
use super::serve::read_request;
use crate::TlsStream;
use kmip::enums::{ObjectType, Operation, ResultReason, RevocationReasonCode, State};
use kmip::operation::{
    ActivateResponse, AddAttributeResponse, CreateResponse, DestroyResponse,
    DiscoverVersionsResponse, GetAttributesResponse, LocateResponse, QueryResponse, RequestPayload,
    ResponsePayload, RevokeResponse,
};
use kmip::{Failure, ProtocolVersion, RequestItem, RequestMessage, ResponseItem, ResponseMessage};

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
    /// What else it does wrong.
    pub misbehaviours: Vec<Misbehaviour>,
    /// The keys it holds.
    pub keys: Arc<Mutex<Vec<Key>>>,
    /// The operations it was asked for.
    pub asked: Arc<Mutex<Vec<Operation>>>,
    /// How many connections there were.
    pub sessions: Arc<AtomicUsize>,
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
                Operation::AddAttribute,
                Operation::Revoke,
                Operation::Destroy,
                Operation::Query,
                Operation::DiscoverVersions,
            ],
            refused: Vec::new(),
            unanswered: Vec::new(),
            cut: Vec::new(),
            garbage: None,
            misbehaviours: Vec::new(),
            keys: Arc::default(),
            asked: Arc::default(),
            sessions: Arc::default(),
        }
    }

    /// One that holds `key`.
    #[must_use]
    pub fn holding(key: &Key) -> Self {
        let server = Self::new();
        server.keys.lock().unwrap().push(key.clone());
        server
    }

    /// One with that misbehaviour.
    #[must_use]
    pub fn with(misbehaviour: Misbehaviour) -> Self {
        let mut server = Self::new();
        server.misbehaviours.push(misbehaviour);
        if let Misbehaviour::Speaks(version) | Misbehaviour::SpeaksAndCloses(version) = misbehaviour
        {
            server.versions = vec![version];
            server.strict = true;
        }
        server
    }

    fn does(&self, misbehaviour: Misbehaviour) -> bool {
        self.conduct().has(misbehaviour)
    }

    fn conduct(&self) -> Conduct<'_> {
        Conduct(&self.misbehaviours)
    }

    /// Serves a connection until the client closes it.
    ///
    /// # Errors
    /// When the connection ends.
    pub fn serve(&self, stream: &mut TlsStream) -> io::Result<()> {
        let session = self.sessions.fetch_add(1, Ordering::SeqCst);
        if self.does(Misbehaviour::ClosesEveryOther) && session % 2 == 1 {
            return read_request(stream).map(drop);
        }
        let mut made = Vec::new();
        for number in 1.. {
            let request = read_request(stream)?;
            let operation = request.items[0].payload.as_ref().unwrap().operation();
            let response = self.respond(&request, &mut made);
            if self.unanswered.contains(&operation) {
                std::thread::sleep(Duration::from_secs(60));
            }
            if self.cut.contains(&operation) || self.loses_response(operation) {
                return Ok(());
            }
            match &self.garbage {
                Some((garbled, bytes)) if *garbled == operation => stream.write_all(bytes)?,
                _ => {
                    if !self.conduct().deliver(operation, response, stream)? {
                        return stream.flush();
                    }
                }
            }
            stream.flush()?;
            if self.conduct().closes_after(number) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether it loses this response: the first to that operation.
    fn loses_response(&self, operation: Operation) -> bool {
        let loses = self
            .misbehaviours
            .iter()
            .any(|misbehaviour| match misbehaviour {
                Misbehaviour::LosesFirst(lost) => *lost == operation,
                _ => false,
            });
        let asked = self.asked.lock().unwrap();
        loses && asked.iter().filter(|asked| **asked == operation).count() == 1
    }

    fn respond(&self, request: &RequestMessage, made: &mut Vec<String>) -> ResponseMessage {
        let version = request.header.version;
        let items = request.items.iter();
        let items = items.map(|item| ResponseItem::new(item, self.perform(version, item, made)));
        ResponseMessage::new(version, 0, items.collect())
    }

    fn perform(
        &self,
        version: ProtocolVersion,
        item: &RequestItem,
        made: &mut Vec<String>,
    ) -> Result<ResponsePayload, Failure> {
        let operation = item.operation();
        self.asked.lock().unwrap().push(operation);
        let is_open = operation == Operation::DiscoverVersions && !self.strict;
        if !self.versions.contains(&version) && !is_open {
            return Err(Failure::new(ResultReason::UnsupportedProtocolVersion, ""));
        }
        self.result(item.payload.as_ref().unwrap(), made)
    }

    fn result(
        &self,
        request: &RequestPayload,
        made: &mut Vec<String>,
    ) -> Result<ResponsePayload, Failure> {
        let operation = request.operation();
        if let Some((_, reason, text)) = self.refused.iter().find(|r| r.0 == operation) {
            return Err(Failure::new(*reason, *text));
        }
        if let Some(failure) = self.conduct().refusal(operation) {
            return Err(failure);
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
                LocateResponse::new(self.conduct().located(&keys, &request.attributes)?).into()
            }
            RequestPayload::Create(request) => {
                let id = self.conduct().create(&mut keys, &request.attributes)?;
                made.push(id.clone());
                CreateResponse::new(ObjectType::SymmetricKey, id).into()
            }
            RequestPayload::AddAttribute(request) => {
                let key = self.find(&mut keys, &request.unique_identifier, made)?;
                if self.does(Misbehaviour::RefusesAttributes)
                    || self.does(Misbehaviour::RefusesAddAttribute)
                {
                    return Err(Failure::new(ResultReason::OperationNotSupported, ""));
                }
                self.conduct().keep(key, &request.attribute);
                AddAttributeResponse::new(&key.id, request.attribute.clone()).into()
            }
            RequestPayload::Activate(request) => {
                let key = self.find(&mut keys, &request.unique_identifier, made)?;
                if !self.does(Misbehaviour::NeverActivates) {
                    key.state = State::Active;
                    key.activated = Some(Instant::now());
                }
                ActivateResponse::new(&key.id).into()
            }
            RequestPayload::Get(request) => {
                let key = self.find(&mut keys, &request.unique_identifier, made)?;
                if request.key_format_type.is_some() && self.does(Misbehaviour::RefusesFormat) {
                    return Err(Failure::new(ResultReason::KeyFormatTypeNotSupported, ""));
                }
                self.conduct().gotten(key)?
            }
            RequestPayload::GetAttributes(request) => {
                let key = self.find(&mut keys, &request.unique_identifier, made)?;
                let id = match self.does(Misbehaviour::AnswersAboutAnother) {
                    true => "another",
                    false => &key.id,
                };
                GetAttributesResponse::new(id, self.conduct().described(key, &request.names)?)
                    .into()
            }
            RequestPayload::Revoke(request) => {
                assert_eq!(request.reason, RevocationReasonCode::CessationOfOperation);
                let key = self.find(&mut keys, &request.unique_identifier, made)?;
                key.state = State::Deactivated;
                RevokeResponse::new(&key.id).into()
            }
            RequestPayload::Destroy(request) => {
                let key = self.find(&mut keys, &request.unique_identifier, made)?;
                if key.state == State::Active {
                    return Err(Failure::new(
                        ResultReason::PermissionDenied,
                        "key is active",
                    ));
                }
                key.state = State::Destroyed;
                let id = key.id.clone();
                if self.does(Misbehaviour::ForgetsDestroyed) {
                    keys.retain(|key| key.id != id);
                }
                DestroyResponse::new(id).into()
            }
            _ => return Err(Failure::new(ResultReason::OperationNotSupported, "")),
        })
    }

    fn find<'a>(
        &self,
        keys: &'a mut [Key],
        id: &Option<String>,
        made: &[String],
    ) -> Result<&'a mut Key, Failure> {
        let id = id.as_deref().expect("the client names the key");
        let missing = || Failure::new(ResultReason::ItemNotFound, "no such key");
        let key = keys
            .iter_mut()
            .find(|key| key.id == id)
            .ok_or_else(missing)?;
        let age = key.created.elapsed();
        let is_own = made.contains(&key.id);
        let lags = self
            .misbehaviours
            .iter()
            .any(|misbehaviour| match misbehaviour {
                Misbehaviour::Lags(time) => age < *time,
                Misbehaviour::LagsElsewhere(time) => age < *time && !is_own,
                _ => false,
            });
        if lags { Err(missing()) } else { Ok(key) }
    }
}
