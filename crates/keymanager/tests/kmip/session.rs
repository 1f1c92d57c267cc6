//! A client that is not ours: rustls and messages, with no opinion on what is right.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use kmip::enums::{
    CryptographicAlgorithm, ObjectType, ResultReason, RevocationReasonCode, State, UsageMask,
};
use kmip::operation::{
    ActivateRequest, AddAttributeRequest, CreateRequest, DestroyRequest, GetAttributesRequest,
    GetRequest, LocateRequest, Request, RequestPayload, RevokeRequest,
};
use kmip::ttlv::{Limits, Tag, Value, encode, length_of_message};
use kmip::{
    Attribute, Failure, ManagedObject, ProtocolVersion, RequestItem, RequestMessage,
    ResponseMessage,
};
use rustls::client::ResolvesClientCert;
use rustls::crypto::aws_lc_rs::{default_provider, sign::any_supported_type};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, SignatureScheme, StreamOwned,
    SupportedProtocolVersion,
};

use crate::fixture::{Fixture, Identity, NOW};

pub(crate) struct Session {
    pub(crate) tls: StreamOwned<ClientConnection, TcpStream>,
    pub(crate) version: ProtocolVersion,
}

impl Session {
    pub(crate) fn open(fixture: &Fixture, identity: Option<&Identity>) -> Self {
        Self::with(fixture, identity, rustls::ALL_VERSIONS)
    }

    pub(crate) fn with(
        fixture: &Fixture,
        identity: Option<&Identity>,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Self {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(fixture.ca.as_bytes()).unwrap())
            .unwrap();
        let provider = Arc::new(default_provider());
        let config = ClientConfig::builder_with_details(provider, Arc::new(TestTime))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_client_cert_resolver(Arc::new(PresentedIdentity::of(identity)));
        let name = ServerName::try_from("localhost").unwrap();
        let tls = ClientConnection::new(Arc::new(config), name).unwrap();
        let tcp = TcpStream::connect(fixture.address).unwrap();
        tcp.set_nodelay(true).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self {
            tls: StreamOwned::new(tls, tcp),
            version: ProtocolVersion::V1_4,
        }
    }

    pub(crate) fn at(mut self, version: ProtocolVersion) -> Self {
        self.version = version;
        self
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.tls.write_all(bytes)?;
        self.tls.flush()
    }

    pub(crate) fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut header = [0; 8];
        self.tls.read_exact(&mut header)?;
        let length = length_of_message(header, &Limits::default()).unwrap();
        let mut bytes = vec![0; length];
        bytes[..8].copy_from_slice(&header);
        self.tls.read_exact(&mut bytes[8..])?;
        Ok(bytes)
    }

    pub(crate) fn exchange(&mut self, request: &RequestMessage) -> io::Result<ResponseMessage> {
        self.write(&request.encode())?;
        let response = ResponseMessage::decode(&self.read()?, &Limits::default()).unwrap();
        Ok(response)
    }

    /// A request whose header says that it has so many items.
    pub(crate) fn exchange_as(
        &mut self,
        request: &RequestMessage,
        count: i32,
    ) -> io::Result<ResponseMessage> {
        let mut message = request.to_item();
        let Value::Structure(items) = &mut message.value else {
            panic!("a message is a structure");
        };
        let Value::Structure(header) = &mut items[0].value else {
            panic!("so is its header");
        };
        header.last_mut().unwrap().value = Value::Integer(count);
        self.write(&encode(&message))?;
        Ok(ResponseMessage::decode(&self.read()?, &Limits::default()).unwrap())
    }

    /// One operation.
    pub(crate) fn call<R: Request>(&mut self, request: R) -> Result<R::Response, Failure> {
        let request = RequestMessage::single(self.version, request.into());
        let mut response = self.exchange(&request).unwrap();
        assert_eq!(response.version, self.version);
        let payload = response.items.remove(0).result?;
        let response = payload.response_to::<R>();
        Ok(response.expect("the response is of this operation"))
    }

    /// Why one operation is refused.
    pub(crate) fn refused<R: Request>(&mut self, request: R) -> ResultReason
    where
        R::Response: std::fmt::Debug,
    {
        self.call(request).expect_err("it was done").reason
    }

    /// A batch of operations.
    pub(crate) fn batch(&self, payloads: Vec<RequestPayload>) -> RequestMessage {
        let mut message = RequestMessage::single(self.version, payloads[0].clone());
        let item = |(number, payload): (u16, RequestPayload)| {
            RequestItem::new(payload).with_id(number.to_be_bytes())
        };
        message.items = (1..).zip(payloads).map(item).collect();
        message
    }

    pub(crate) fn create(&mut self, name: &str) -> String {
        self.call(create(&[Attribute::object_name(name)]))
            .unwrap()
            .unique_identifier
    }

    pub(crate) fn activate(&mut self, id: &str) -> Result<(), Failure> {
        let unique_identifier = Some(id.to_owned());
        self.call(ActivateRequest::new(unique_identifier)).map(drop)
    }

    pub(crate) fn revoke(&mut self, id: &str, reason: RevocationReasonCode) -> Result<(), Failure> {
        self.call(revoke(id, reason)).map(drop)
    }

    pub(crate) fn destroy(&mut self, id: &str) -> Result<(), Failure> {
        let unique_identifier = Some(id.to_owned());
        self.call(DestroyRequest::new(unique_identifier)).map(drop)
    }

    pub(crate) fn object(&mut self, id: &str) -> Result<ManagedObject, Failure> {
        self.call(get(id)).map(|response| response.object)
    }

    /// The material of a symmetric key.
    pub(crate) fn get(&mut self, id: &str) -> Result<Vec<u8>, Failure> {
        match self.object(id)? {
            ManagedObject::SymmetricKey(block) => Ok(block.material.unwrap().to_vec()),
            other => panic!("{other:?} is no symmetric key"),
        }
    }

    pub(crate) fn attributes(&mut self, id: &str, names: &[&str]) -> Vec<Attribute> {
        let request = GetAttributesRequest::new(
            id.to_owned(),
            names.iter().map(|&name| name.to_owned()).collect(),
        );
        self.call(request).unwrap().attributes
    }

    /// The values of one attribute.
    pub(crate) fn values(&mut self, id: &str, name: &str) -> Vec<kmip::ttlv::Value> {
        let attributes = self.attributes(id, &[name]);
        attributes.into_iter().map(|it| it.value).collect()
    }

    pub(crate) fn names(&mut self, id: &str) -> Vec<String> {
        let attributes = self.attributes(id, &["Name"]);
        let name = |it: &Attribute| it.as_object_name().unwrap().to_owned();
        attributes.iter().map(name).collect()
    }

    pub(crate) fn date(&mut self, id: &str, name: &str) -> Option<i64> {
        let values = self.values(id, name);
        values.first().map(|value| value.as_date_time().unwrap())
    }

    pub(crate) fn state(&mut self, id: &str) -> State {
        let attributes = self.attributes(id, &["State"]);
        let [state] = attributes.as_slice() else {
            panic!("{attributes:?}")
        };
        assert!(state.is(Tag::STATE));
        State::from_code(state.value.as_enumeration().unwrap())
    }

    pub(crate) fn add(&mut self, id: &str, attribute: Attribute) -> Result<Option<i32>, Failure> {
        let unique_identifier = Some(id.to_owned());
        let request = AddAttributeRequest::new(unique_identifier, attribute);
        let response = self.call(request)?;
        Ok(response.attribute.and_then(|attribute| attribute.index))
    }

    pub(crate) fn locate(&mut self, attributes: &[Attribute]) -> Vec<String> {
        let request = LocateRequest::new(attributes.to_vec());
        self.call(request).unwrap().unique_identifiers
    }
}

pub(crate) fn create(further: &[Attribute]) -> CreateRequest {
    let mut attributes = vec![
        Attribute::algorithm(CryptographicAlgorithm::Aes),
        Attribute::length(256),
        Attribute::usage_mask(UsageMask::ENCRYPT | UsageMask::DECRYPT),
    ];
    attributes.extend_from_slice(further);
    CreateRequest::new(ObjectType::SymmetricKey, attributes)
}

pub(crate) fn get(id: &str) -> GetRequest {
    GetRequest::new(id.to_owned())
}

pub(crate) fn revoke(id: &str, reason: RevocationReasonCode) -> RevokeRequest {
    RevokeRequest::new(id.to_owned(), reason)
}

#[derive(Debug)]
struct TestTime;

impl TimeProvider for TestTime {
    fn current_time(&self) -> Option<UnixTime> {
        let now = u64::try_from(NOW).unwrap();
        Some(UnixTime::since_unix_epoch(Duration::from_secs(now)))
    }
}

/// Shows a certificate, whether or not the key fits it.
#[derive(Debug)]
struct PresentedIdentity(Option<Arc<CertifiedKey>>);

impl PresentedIdentity {
    fn of(identity: Option<&Identity>) -> Self {
        Self(identity.map(|identity| {
            let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(identity.key.clone()));
            Arc::new(CertifiedKey {
                cert: vec![CertificateDer::from(identity.certificate.clone())],
                key: any_supported_type(&key).unwrap(),
                ocsp: None,
            })
        }))
    }
}

impl ResolvesClientCert for PresentedIdentity {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.clone()
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}
