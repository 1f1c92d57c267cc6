//! Attributes: read, added, modified, deleted.

use kmip::enums::{CryptographicAlgorithm, Operation, ResultReason, UsageMask};
use kmip::operation::{
    AddAttributeRequest, DeleteAttributeRequest, GetAttributeListRequest, ModifyAttributeRequest,
    RegisterRequest, RequestPayload, UnknownPayload,
};
use kmip::ttlv::{Item, Tag, Value};
use kmip::{Attribute, Failure, KeyBlock, ManagedObject, ProtocolVersion, RequestMessage};
use zeroize::Zeroizing;

use crate::fixture::{Fixture, NOW};
use crate::session::{Session, create, get};

fn text(value: &str) -> Value {
    Value::TextString(value.to_owned())
}

fn modify(id: &str, attribute: Attribute) -> ModifyAttributeRequest {
    ModifyAttributeRequest::new(id.to_owned(), attribute)
}

fn delete(id: &str, name: &str, index: Option<i32>) -> DeleteAttributeRequest {
    let mut request = DeleteAttributeRequest::new(id.to_owned(), name);
    request.index = index;
    request
}

fn add(id: &str, attribute: Attribute) -> AddAttributeRequest {
    AddAttributeRequest::new(id.to_owned(), attribute)
}

/// An operation that the codec leaves as it is.
fn raw(
    client: &mut Session,
    operation: Operation,
    fields: Vec<Item>,
) -> Result<Vec<Item>, Failure> {
    let payload = RequestPayload::Unknown(UnknownPayload { operation, fields });
    let request = RequestMessage::single(client.version, payload);
    let mut response = client.exchange(&request).unwrap();
    let payload = response.items.remove(0).result?;
    Ok(payload.to_fields(client.version))
}

#[test]
fn an_index_stays_when_others_come_and_go() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("a");
    assert_eq!(client.add(&id, Attribute::object_name("b")), Ok(Some(1)));
    assert_eq!(client.add(&id, Attribute::object_name("c")), Ok(Some(2)));
    client.call(delete(&id, "Name", Some(1))).unwrap();
    let names = client.attributes(&id, &["Name"]);
    let names: Vec<_> = names
        .iter()
        .map(|it| (it.index, it.as_object_name().unwrap()))
        .collect();
    assert_eq!(names, [(Some(0), "a"), (Some(2), "c")]);

    let mut renamed = Attribute::object_name("d");
    renamed.index = Some(2);
    client.call(modify(&id, renamed.clone())).unwrap();
    assert_eq!(client.names(&id), ["a", "d"]);
    renamed.index = Some(1);
    let refused = client.refused(modify(&id, renamed));
    assert_eq!(refused, ResultReason::InvalidField);
    let refused = client.refused(delete(&id, "Name", Some(1)));
    assert_eq!(refused, ResultReason::ItemNotFound);
    // Without an index the first one is meant.
    let deleted = client.call(delete(&id, "Name", None)).unwrap();
    assert_eq!(deleted.attribute.unwrap().as_object_name(), Some("a"));
}

#[test]
fn a_name_is_nobody_elses() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let (a, b) = (client.create("a"), client.create("b"));
    let name = Attribute::object_name("a");
    let versions = [
        (ProtocolVersion::V1_4, ResultReason::IllegalOperation),
        (ProtocolVersion::V2_1, ResultReason::NonUniqueNameAttribute),
    ];
    for (version, reason) in versions {
        client.version = version;
        assert_eq!(client.refused(add(&b, name.clone())), reason);
        assert_eq!(client.refused(modify(&b, name.clone())), reason);
    }
    assert_eq!(client.names(&b), ["b"]);
    // To its own name an object may be renamed.
    client.call(modify(&a, name)).unwrap();
}

#[test]
fn attributes_that_mean_nothing_here_are_kept() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let policy = |value| Attribute::new("Operation Policy Name", text(value));
    assert_eq!(client.add(&id, policy("default")), Ok(None));
    let second = client.refused(add(&id, policy("other")));
    assert_eq!(second, ResultReason::IllegalOperation);
    client.call(modify(&id, policy("other"))).unwrap();
    assert_eq!(client.values(&id, "Operation Policy Name"), [text("other")]);

    for (index, group) in ["arrays", "racks"].into_iter().enumerate() {
        let added = client.add(&id, Attribute::object_group(group)).unwrap();
        assert_eq!(added, i32::try_from(index).ok());
    }
    let color = Attribute::new("x-color", Value::Integer(7));
    client.add(&id, color).unwrap();
    assert_eq!(client.values(&id, "x-color"), [Value::Integer(7)]);

    let unique_identifier = Some(id.clone());
    let list = client
        .call(GetAttributeListRequest::new(unique_identifier))
        .unwrap();
    for name in ["Name", "State", "Digest", "Object Group", "x-color"] {
        let times = list.names.iter().filter(|it| *it == name).count();
        assert_eq!(times, 1, "{name}");
    }
    client.call(delete(&id, "x-color", None)).unwrap();
    assert!(client.values(&id, "x-color").is_empty());
}

#[test]
fn what_is_not_the_clients_stays() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let before = client.attributes(&id, &[]);
    let date = |name: &str| Attribute::new(name, Value::DateTime(NOW));
    let versions = [
        (ProtocolVersion::V1_4, ResultReason::PermissionDenied),
        (ProtocolVersion::V2_1, ResultReason::AttributeReadOnly),
    ];
    for (version, reason) in versions {
        client.version = version;
        for attribute in [
            Attribute::state(kmip::enums::State::Active),
            Attribute::unique_identifier("mine"),
            date("Initial Date"),
            date("Compromise Date"),
            Attribute::new("Fresh", Value::Boolean(true)),
        ] {
            let name = attribute.name.clone();
            assert_eq!(
                client.refused(add(&id, attribute.clone())),
                reason,
                "{name}"
            );
            assert_eq!(client.refused(modify(&id, attribute)), reason, "{name}");
            assert_eq!(client.refused(delete(&id, &name, None)), reason, "{name}");
        }
        let length = client.refused(modify(&id, Attribute::length(128)));
        assert_eq!(length, reason);
    }
    client.version = ProtocolVersion::V1_4;
    let length = client.refused(delete(&id, "Cryptographic Length", None));
    assert_eq!(length, ResultReason::PermissionDenied);
    let again = client.refused(add(&id, Attribute::length(256)));
    assert_eq!(again, ResultReason::IllegalOperation);
    for name in ["Nonsense", "y-mine", "Certificate Type", "acme-color"] {
        let refused = client.refused(add(&id, Attribute::new(name, text("v"))));
        assert_eq!(refused, ResultReason::PermissionDenied, "{name}");
    }
    for (name, value) in [
        ("Object Group", Value::Integer(1)),
        ("Contact Information", Value::Structure(Vec::new())),
        ("Link", text("v")),
        ("x-nothing", Value::Structure(Vec::new())),
    ] {
        let refused = client.refused(add(&id, Attribute::new(name, value)));
        assert_eq!(refused, ResultReason::InvalidField, "{name}");
    }
    let indexed = Attribute {
        index: Some(3),
        ..Attribute::object_group("g")
    };
    assert_eq!(
        client.refused(add(&id, indexed)),
        ResultReason::InvalidField
    );
    assert_eq!(client.attributes(&id, &[]), before);
}

#[test]
fn dates_can_be_set_until_they_come() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let date = |tag, seconds| Attribute::date(tag, NOW + seconds);
    client.add(&id, date(Tag::ACTIVATION_DATE, 100)).unwrap();
    let twice = client.refused(add(&id, date(Tag::ACTIVATION_DATE, 50)));
    assert_eq!(twice, ResultReason::IllegalOperation);
    client
        .call(modify(&id, date(Tag::ACTIVATION_DATE, 50)))
        .unwrap();
    let early = client.refused(add(&id, date(Tag::DEACTIVATION_DATE, 10)));
    assert_eq!(early, ResultReason::InvalidField);
    client.add(&id, date(Tag::DEACTIVATION_DATE, 200)).unwrap();
    client.add(&id, date(Tag::PROTECT_STOP_DATE, 150)).unwrap();
    let early = client.refused(modify(&id, date(Tag::DEACTIVATION_DATE, 149)));
    assert_eq!(early, ResultReason::InvalidField);

    fixture.advance(50);
    let late = client.refused(modify(&id, date(Tag::ACTIVATION_DATE, 80)));
    assert_eq!(late, ResultReason::PermissionDenied);
    client
        .call(modify(&id, date(Tag::DEACTIVATION_DATE, 300)))
        .unwrap();
    fixture.advance(250);
    let late = client.refused(modify(&id, date(Tag::DEACTIVATION_DATE, 400)));
    assert_eq!(late, ResultReason::PermissionDenied);
    assert_eq!(client.date(&id, "Deactivation Date"), Some(NOW + 300));
}

#[test]
fn a_key_can_be_withheld_and_not_given_back() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let boolean = |name: &str, value| Attribute::new(name, Value::Boolean(value));
    let sensitive = create(&[boolean("Sensitive", true)]);
    let sensitive = client.call(sensitive).unwrap().unique_identifier;
    assert_eq!(client.refused(get(&sensitive)), ResultReason::Sensitive);
    let always = client.values(&sensitive, "Always Sensitive");
    assert_eq!(always, [Value::Boolean(true)]);

    let id = client.create("k");
    assert_eq!(client.values(&id, "Extractable"), [Value::Boolean(true)]);
    client
        .call(modify(&id, boolean("Extractable", false)))
        .unwrap();
    assert_eq!(client.refused(get(&id)), ResultReason::NotExtractable);
    let never = client.values(&id, "Never Extractable");
    assert_eq!(never, [Value::Boolean(false)]);
    for attribute in [boolean("Extractable", true), boolean("Sensitive", false)] {
        let id = if attribute.name == "Sensitive" {
            &sensitive
        } else {
            &id
        };
        let refused = client.refused(modify(id, attribute));
        assert_eq!(refused, ResultReason::PermissionDenied);
    }
}

#[test]
fn a_key_is_fresh_until_it_is_retrieved() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    assert_eq!(client.values(&id, "Fresh"), [Value::Boolean(true)]);
    client.get(&id).unwrap();
    assert_eq!(client.values(&id, "Fresh"), [Value::Boolean(false)]);
}

#[test]
fn the_digest_is_the_materials() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let digest = client.values(&id, "Digest");
    let material = client.get(&id).unwrap();
    let expected = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &material);
    let fields = digest[0].as_structure().unwrap();
    assert_eq!(fields[0].value.as_enumeration(), Some(6));
    let Value::ByteString(value) = &fields[1].value else {
        panic!("{fields:?}")
    };
    assert_eq!(value.as_slice(), expected.as_ref());
    assert_eq!(fields.len(), 3);
    client.version = ProtocolVersion::V1_0;
    let of_1_0 = client.values(&id, "Digest");
    assert_eq!(of_1_0[0].as_structure().unwrap().len(), 2);
    // It stays when the key is destroyed, which nobody can guess; that of a client's key might be guessed.
    client.version = ProtocolVersion::V1_4;
    client.destroy(&id).unwrap();
    assert_eq!(client.values(&id, "Digest"), digest);
    let block = KeyBlock::raw(CryptographicAlgorithm::Aes, Zeroizing::new(vec![7; 16]));
    let request = RegisterRequest::new(Vec::new(), ManagedObject::SymmetricKey(block));
    let id = client.call(request).unwrap().unique_identifier;
    assert_eq!(client.values(&id, "Digest").len(), 1);
    client.destroy(&id).unwrap();
    assert!(client.values(&id, "Digest").is_empty());
}

#[test]
fn check_tells_what_is_not_allowed() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let mut check = |mask: UsageMask| {
        let fields = vec![
            Item::text(Tag::UNIQUE_IDENTIFIER, id.as_str()),
            Item::integer(Tag::CRYPTOGRAPHIC_USAGE_MASK, mask.bits()),
        ];
        raw(&mut client, Operation::Check, fields)
    };
    assert_eq!(check(UsageMask::ENCRYPT).unwrap().len(), 1);
    let refused = check(UsageMask::ENCRYPT | UsageMask::SIGN).unwrap_err();
    assert_eq!(refused.reason, ResultReason::PermissionDenied);
}

#[test]
fn set_attribute_is_of_2_0() {
    let fixture = Fixture::new();
    let mut client = fixture.session().at(ProtocolVersion::V2_0);
    let id = client.create("k");
    let set = |client: &mut Session, attribute: Attribute| {
        let item = attribute.to_item(client.version);
        let fields = vec![
            Item::text(Tag::UNIQUE_IDENTIFIER, id.as_str()),
            Item::structure(Tag::NEW_ATTRIBUTE, vec![item]),
        ];
        raw(client, Operation::SetAttribute, fields).map_err(|failure| failure.reason)
    };
    let comment = |value| Attribute::new("Comment", text(value));
    for value in ["first", "second"] {
        set(&mut client, comment(value)).unwrap();
        assert_eq!(client.values(&id, "Comment"), [text(value)]);
    }
    let mask = UsageMask::ENCRYPT;
    set(&mut client, Attribute::usage_mask(mask)).unwrap();
    let known = client.values(&id, "Cryptographic Usage Mask");
    assert_eq!(known, [Value::Integer(mask.bits())]);
    let group = set(&mut client, Attribute::object_group("g"));
    assert_eq!(group, Err(ResultReason::MultiValuedAttribute));
    let length = set(&mut client, Attribute::length(128));
    assert_eq!(length, Err(ResultReason::AttributeReadOnly));
    client.version = ProtocolVersion::V1_4;
    let early = set(&mut client, comment("third"));
    assert_eq!(early, Err(ResultReason::OperationNotSupported));
}

#[test]
fn from_2_0_an_instance_is_told_by_its_value() {
    let fixture = Fixture::new();
    let mut client = fixture.session().at(ProtocolVersion::V2_1);
    let id = client.create("k");
    for group in ["a", "b", "c"] {
        client.add(&id, Attribute::object_group(group)).unwrap();
    }
    client
        .call(modify(&id, Attribute::object_group("B")).with_current(Attribute::object_group("b")))
        .unwrap();
    client
        .call(delete(&id, "Object Group", None).with_value(text("a")))
        .unwrap();
    let groups = client.values(&id, "Object Group");
    assert_eq!(groups, [text("B"), text("c")]);
    let gone = delete(&id, "Object Group", None).with_value(text("a"));
    assert_eq!(client.refused(gone), ResultReason::AttributeNotFound);
    // A vendor's own attribute.
    let own = Attribute::new("acme-color", text("red"));
    client.add(&id, own).unwrap();
    assert_eq!(client.values(&id, "acme-color"), [text("red")]);
}

#[test]
fn there_are_never_too_many_of_a_name() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let group = |number: i32| Attribute::object_group(number.to_string());
    let payload = |number| RequestPayload::from(add(&id, group(number)));
    let batch = client.batch((0..255).map(payload).collect());
    let response = client.exchange(&batch).unwrap();
    assert!(response.items.iter().all(|item| item.result.is_ok()));
    client.add(&id, group(255)).unwrap();
    let refused = client.refused(add(&id, group(256)));
    assert_eq!(refused, ResultReason::IndexOutOfBounds);
    assert_eq!(client.values(&id, "Object Group").len(), 256);
}

#[test]
fn a_name_that_is_asked_for_twice() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    let names = vec!["State".to_owned(), "State".to_owned()];
    let request = kmip::operation::GetAttributesRequest::new(id, names);
    assert_eq!(client.refused(request), ResultReason::InvalidMessage);
}
