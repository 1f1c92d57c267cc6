//! Conversations of real clients, as they go on the wire.

use std::num::NonZeroU16;
use std::sync::Arc;

use kmip::client::{Connection, Deadlines, Endpoint, TlsIdentity, TlsSettings, TrustAnchors};
use kmip::enums::{Operation, RevocationReasonCode, State, UsageMask};
use kmip::operation::{DiscoverVersionsRequest, GetRequest, ReKeyRequest};
use kmip::ttlv::{Item, Limits, Tag, Value, encode};
use kmip::{Attribute, Credential, ProtocolVersion, ResponseMessage};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use zeroize::Zeroizing;

use crate::fixture::{Fixture, NOW};
use crate::session::{Session, create};

/// A storage cluster, as seen in production logs.
#[test]
fn a_storage_cluster_at_1_4() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let versions = vec![ProtocolVersion::V1_4, ProtocolVersion::V1_3];
    let request = DiscoverVersionsRequest::new(versions.clone());
    assert_eq!(client.call(request).unwrap().versions, versions);

    let id = client.call(create(&[])).unwrap().unique_identifier;
    let policy = Value::TextString("default".to_owned());
    for attribute in [
        Attribute::object_name("cluster-1"),
        Attribute::object_group("clusters"),
        Attribute::new("Operation Policy Name", policy),
    ] {
        client.add(&id, attribute).unwrap();
    }
    client.activate(&id).unwrap();
    let name = [Attribute::object_name("cluster-1")];
    assert_eq!(client.locate(&name), [id.as_str()]);
    let material = client.get(&id).unwrap();
    for _ in 0..5 {
        fixture.advance(61);
        let polled = client.attributes(&id, &["State", "Activation Date"]);
        assert_eq!(
            polled,
            [
                Attribute::state(State::Active),
                Attribute::date(Tag::ACTIVATION_DATE, NOW),
            ]
        );
    }
    let new = client
        .call(ReKeyRequest::new(id.clone()))
        .unwrap()
        .unique_identifier;
    assert_eq!(client.locate(&name), [new.as_str()]);
    assert_ne!(client.get(&new).unwrap(), material);
    let superseded = RevocationReasonCode::Superseded;
    client.revoke(&id, superseded).unwrap();
    client.destroy(&id).unwrap();
    assert_eq!(client.state(&new), State::Active);
}

/// A firewall: its credential is wrapped in Authentication, and its filter in a Template-Attribute,
/// which gives the wrong key when it is overlooked.
#[test]
fn a_firewall_at_1_0() {
    let fixture = Fixture::new();
    let app = fixture.app("firewall", &["network"]);
    let api_key = fixture.manager.api_key(&app).unwrap();
    let group = fixture.group("network");
    let mut keys = Vec::new();
    for name in ["first", "wanted", "last"] {
        let made = fixture
            .manager
            .create_key(&group, &crate::fixture::name(name), true);
        keys.push(made.unwrap().row.id);
    }
    let mut client = Session::open(&fixture, None).at(ProtocolVersion::V1_0);
    let credential = Credential::UsernameAndPassword {
        username: app.id.clone(),
        password: Some(Zeroizing::new(api_key.to_string())),
    };
    let authentication = credential.to_item();
    assert_eq!(authentication.tag, Tag::AUTHENTICATION);
    let name = Attribute::object_name("wanted").to_item(ProtocolVersion::V1_0);
    let locate = message(
        &authentication,
        Operation::Locate,
        vec![
            Item::integer(Tag::MAXIMUM_ITEMS, 1),
            Item::structure(Tag::TEMPLATE_ATTRIBUTE, vec![name]),
        ],
    );
    client.write(&encode(&locate)).unwrap();
    let response = ResponseMessage::decode(&client.read().unwrap(), &Limits::default()).unwrap();
    assert_eq!(response.version, ProtocolVersion::V1_0);
    let payload = response.items[0].result.clone().unwrap();
    let ids = payload.to_fields(ProtocolVersion::V1_0);
    assert_eq!(ids, [Item::text(Tag::UNIQUE_IDENTIFIER, keys[1].as_str())]);

    // The same with the credential as it is, which the standard does not know.
    let plain = authentication.value.as_structure().unwrap()[0].clone();
    assert_eq!(plain.tag, Tag::CREDENTIAL);
    let id = Item::text(Tag::UNIQUE_IDENTIFIER, keys[1].as_str());
    let get = message(&plain, Operation::Get, vec![id]);
    client.write(&encode(&get)).unwrap();
    let response = ResponseMessage::decode(&client.read().unwrap(), &Limits::default()).unwrap();
    response.items[0].result.clone().unwrap();
}

/// A message of 1.0 with that credential.
fn message(credential: &Item, operation: Operation, payload: Vec<Item>) -> Item {
    let header = Item::structure(
        Tag::REQUEST_HEADER,
        vec![
            ProtocolVersion::V1_0.to_item(),
            credential.clone(),
            Item::integer(Tag::BATCH_COUNT, 1),
        ],
    );
    let item = Item::structure(
        Tag::BATCH_ITEM,
        vec![
            Item::enumeration(Tag::OPERATION, operation.code()),
            Item::structure(Tag::REQUEST_PAYLOAD, payload),
        ],
    );
    Item::structure(Tag::REQUEST_MESSAGE, vec![header, item])
}

/// The client of this product.
#[test]
fn the_array() {
    let fixture = Fixture::new();
    let identity = fixture.identity("flasharray", &["storage"]);
    let ca = CertificateDer::from_pem_slice(fixture.ca.as_bytes()).unwrap();
    let chain = vec![CertificateDer::from(identity.certificate.clone())];
    let presented = TlsIdentity::new(chain, identity.key.clone());
    let now = u64::try_from(fixture.now()).unwrap();
    let provider = Arc::new(default_provider());
    let anchors = TrustAnchors::Configured(vec![ca]);
    let settings = TlsSettings::new(provider, anchors, now).with_identity(presented);
    let port = NonZeroU16::new(fixture.address.port()).unwrap();
    for host in ["localhost", "127.0.0.1"] {
        let endpoint = Endpoint::new(host, port);
        let mut array = Connection::open(&endpoint, &settings, &Deadlines::default()).unwrap();
        assert_eq!(array.discover_versions().unwrap(), ProtocolVersion::V2_1);
        let query = array.query().unwrap();
        assert!(query.operations.contains(&Operation::Get));
        let name = format!("array on {host}");
        assert!(array.locate(&name).unwrap().is_empty());
        let mask = UsageMask::ENCRYPT | UsageMask::DECRYPT;
        let id = array.create_aes256(&name, mask).unwrap();
        array.activate(&id).unwrap();
        assert_eq!(array.locate(&name).unwrap(), [id.as_str()]);
        assert_eq!(array.state(&id).unwrap(), State::Active);
        assert_eq!(array.get(&id).unwrap().len(), 32);
        let get = GetRequest::new(id.clone());
        array.call(get).unwrap();
        let new = array.re_key(&id).unwrap();
        let reason = RevocationReasonCode::CessationOfOperation;
        for id in [id, new] {
            array.revoke(&id, reason).unwrap();
            array.destroy(&id).unwrap();
            assert_eq!(array.state(&id).unwrap(), State::Destroyed);
        }
    }
}
