//! Templates (KMIP 1.4, section 2.2.6), as arrays of self-encrypting drives use them.

use kmip::enums::{CryptographicAlgorithm, ObjectType, ResultReason, State, UsageMask};
use kmip::operation::{ActivateRequest, CreateRequest, RegisterRequest};
use kmip::ttlv::{Item, Tag, Value};
use kmip::{Attribute, ManagedObject, ProtocolVersion};

use crate::fixture::Fixture;
use crate::session::{Session, create, get};

const TEMPLATE: Tag = Tag::new(0x42_0090);

fn template(name: &str, content: &[Attribute]) -> RegisterRequest {
    let items = content.iter().map(|it| it.to_item(ProtocolVersion::V1_4));
    let object = ManagedObject::Other(Item::structure(TEMPLATE, items.collect()));
    RegisterRequest::new(vec![Attribute::object_name(name)], object)
}

fn of_aes(bits: i32) -> [Attribute; 3] {
    [
        Attribute::algorithm(CryptographicAlgorithm::Aes),
        Attribute::length(bits),
        Attribute::usage_mask(UsageMask::ENCRYPT | UsageMask::DECRYPT),
    ]
}

fn naming(templates: &[&str], attributes: &[Attribute]) -> CreateRequest {
    let mut request = CreateRequest::new(ObjectType::SymmetricKey, attributes.to_vec());
    request.templates = templates.iter().map(|&name| name.to_owned()).collect();
    request
}

fn length(client: &mut Session, id: &str) -> Option<i32> {
    client.values(id, "Cryptographic Length")[0].as_integer()
}

/// Template, key of it, and everything given back: in every version that has templates.
#[test]
fn the_life_of_a_drives_key() {
    for version in [
        ProtocolVersion::V1_0,
        ProtocolVersion::V1_1,
        ProtocolVersion::V1_2,
        ProtocolVersion::V1_3,
        ProtocolVersion::V1_4,
    ] {
        let fixture = Fixture::new();
        let mut client = fixture.session().at(version);
        let application = Value::Structure(vec![
            Item::text(Tag::new(0x42_0003), "ssl"),
            Item::text(Tag::new(0x42_0002), "array-1"),
        ]);
        let own = Attribute::new("Application Specific Information", application.clone());
        let content = [of_aes(256).as_slice(), &[own]].concat();
        let request = template("drives", &content);
        let kept = request.object.clone();
        let of_template = client.call(request).unwrap().unique_identifier;
        assert_eq!(client.object(&of_template).unwrap(), kept);
        assert_eq!(client.names(&of_template), ["drives"]);
        let kind = &client.values(&of_template, "Object Type")[0];
        assert_eq!(kind.as_enumeration(), Some(ObjectType::Template.code()));
        assert!(
            client
                .attributes(&of_template, &["State", "Digest"])
                .is_empty()
        );

        let name = Attribute::object_name("drive 1");
        let request = naming(&["drives"], std::slice::from_ref(&name));
        let id = client.call(request).unwrap().unique_identifier;
        assert_eq!(length(&mut client, &id), Some(256));
        let told = client.values(&id, "Application Specific Information");
        assert_eq!(told, [application]);
        assert_eq!(client.names(&id), ["drive 1"]);
        client.activate(&id).unwrap();
        assert_eq!(client.locate(&[name]), [id.as_str()]);
        assert_eq!(client.get(&id).unwrap().len(), 32);
        client
            .revoke(&id, kmip::enums::RevocationReasonCode::CessationOfOperation)
            .unwrap();
        client.destroy(&id).unwrap();
        assert_eq!(client.state(&id), State::Destroyed);
        client.destroy(&of_template).unwrap();
        let gone = naming(&["drives"], &[]);
        assert_eq!(client.refused(gone), ResultReason::ItemNotFound);
    }
}

#[test]
fn what_the_request_says_comes_before_its_templates() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let group = |name: &str| Attribute::object_group(name);
    client
        .call(template(
            "short",
            &[of_aes(128).as_slice(), &[group("a")]].concat(),
        ))
        .unwrap();
    client
        .call(template(
            "long",
            &[of_aes(256).as_slice(), &[group("b")]].concat(),
        ))
        .unwrap();
    for (templates, own, bits) in [
        (["short", "long"], vec![], 128),
        (["long", "short"], vec![], 256),
        (["short", "long"], vec![Attribute::length(192)], 192),
    ] {
        let request = naming(&templates, &own);
        let id = client.call(request).unwrap().unique_identifier;
        assert_eq!(length(&mut client, &id), Some(bits));
        assert_eq!(client.values(&id, "Object Group").len(), 2, "of both");
    }
}

#[test]
fn a_template_that_there_is_not_is_told() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    client.create("no template");
    for name in ["missing", "no template"] {
        let request = naming(&[name], &of_aes(256));
        assert_eq!(client.refused(request), ResultReason::ItemNotFound);
    }
    // Of another account's groups it is none.
    client.call(template("ours", &of_aes(256))).unwrap();
    let identity = fixture.identity("other", &["another group"]);
    let mut other = Session::open(&fixture, Some(&identity));
    let request = naming(&["ours"], &[]);
    assert_eq!(other.refused(request), ResultReason::ItemNotFound);
}

#[test]
fn what_no_template_can_be() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let state = template("state", &[Attribute::state(State::Active)]);
    assert_eq!(client.refused(state), ResultReason::InvalidField);
    let twice = template("twice", &[Attribute::length(1), Attribute::length(2)]);
    assert_eq!(client.refused(twice), ResultReason::InvalidField);
    let id = client.call(template("ours", &of_aes(256))).unwrap();
    let id = id.unique_identifier;
    let activate = ActivateRequest::new(id.clone());
    assert_eq!(client.refused(activate), ResultReason::IllegalOperation);
    assert!(client.call(get(&id)).is_ok());
    // There are none since 2.0.
    let mut newer = client.at(ProtocolVersion::V2_0);
    let request = template("newer", &of_aes(256));
    assert_eq!(newer.refused(request), ResultReason::InvalidField);
    assert_eq!(
        newer.call(create(&[])).unwrap().object_type,
        ObjectType::SymmetricKey
    );
}
