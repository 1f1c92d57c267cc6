//! Locate, by everything that objects can have in common.

use kmip::enums::{
    CryptographicAlgorithm, ObjectGroupMember, ObjectType, ResultReason, RevocationReasonCode,
    State, UsageMask,
};
use kmip::operation::LocateRequest;
use kmip::ttlv::{Item, Tag, Value};
use kmip::{Attribute, ProtocolVersion};

use crate::fixture::{Fixture, NOW};
use crate::session::{Session, create};

fn of(attributes: &[Attribute]) -> LocateRequest {
    LocateRequest::new(attributes.to_vec())
}

#[test]
fn all_attributes_have_to_fit() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let small = [Attribute::object_name("small"), Attribute::length(128)];
    let mut request = create(&[]);
    request.attributes.remove(1);
    request.attributes.extend(small);
    let small = client.call(request).unwrap().unique_identifier;
    fixture.advance(10);
    let big = client.create("big");
    client.activate(&big).unwrap();
    client.add(&big, Attribute::object_name("huge")).unwrap();
    client.add(&big, Attribute::object_group("arrays")).unwrap();
    let color = Attribute::new("x-color", Value::TextString("red".to_owned()));
    client.add(&big, color.clone()).unwrap();
    fixture.advance(10);

    let (s, b) = (small.as_str(), big.as_str());
    let name = Attribute::object_name;
    let date = |seconds| Attribute::date(Tag::INITIAL_DATE, NOW + seconds);
    let part_of_name = Attribute::new(
        "Name",
        Value::Structure(vec![Item::text(Tag::NAME_VALUE, "small")]),
    );
    let table: &[(&[Attribute], &[&str])] = &[
        (&[], &[b, s]),
        (&[name("small")], &[s]),
        (&[part_of_name], &[s]),
        (&[name("huge")], &[b]),
        (&[name("big"), name("huge")], &[b]),
        (&[name("big"), name("small")], &[]),
        (&[name("none")], &[]),
        (&[name("")], &[]),
        (&[Attribute::unique_identifier(b)], &[b]),
        (&[Attribute::unique_identifier("none")], &[]),
        (&[Attribute::unique_identifier(b), name("small")], &[]),
        (&[Attribute::length(128)], &[s]),
        (&[Attribute::length(256), name("small")], &[]),
        (
            &[Attribute::algorithm(CryptographicAlgorithm::Aes)],
            &[b, s],
        ),
        (&[Attribute::algorithm(CryptographicAlgorithm::Rsa)], &[]),
        (&[Attribute::object_type(ObjectType::SymmetricKey)], &[b, s]),
        (&[Attribute::object_type(ObjectType::SecretData)], &[]),
        (&[Attribute::state(State::Active)], &[b]),
        (&[Attribute::state(State::PreActive)], &[s]),
        (&[Attribute::usage_mask(UsageMask::ENCRYPT)], &[b, s]),
        (&[Attribute::usage_mask(UsageMask::SIGN)], &[]),
        (&[Attribute::object_group("arrays")], &[b]),
        (&[Attribute::object_group("racks")], &[]),
        (&[color], &[b]),
        (&[date(0)], &[s]),
        (&[date(0), date(10)], &[b, s]),
        (&[date(20), date(5)], &[b]),
        (&[date(11), date(20)], &[]),
        (&[Attribute::new("Nonsense", Value::Integer(1))], &[]),
    ];
    for (wanted, found) in table {
        assert_eq!(client.locate(wanted), *found, "{wanted:?}");
    }
}

#[test]
fn the_response_comes_in_pages() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let mut ids: Vec<String> = (0..5).map(|n| client.create(&n.to_string())).collect();
    ids.reverse();
    let mut page = |maximum, offset| {
        let mut request = LocateRequest::default();
        request.maximum_items = maximum;
        request.offset_items = offset;
        let response = client.call(request).unwrap();
        assert_eq!(response.located_items, offset.map(|_| 5));
        response.unique_identifiers
    };
    assert_eq!(page(None, None), ids);
    assert_eq!(page(Some(2), None), ids[..2]);
    assert_eq!(page(Some(2), Some(2)), ids[2..4]);
    assert_eq!(page(Some(2), Some(4)), ids[4..]);
    assert_eq!(page(Some(2), Some(5)), ids[5..]);
    assert_eq!(page(Some(0), None), ids[..0]);
    assert_eq!(page(Some(i32::MAX), Some(i32::MAX)), ids[5..]);
    for request in [
        LocateRequest::new(Vec::new()).with_maximum_items(-1),
        LocateRequest::new(Vec::new()).with_offset_items(-1),
    ] {
        assert_eq!(client.refused(request), ResultReason::InvalidField);
    }
}

#[test]
fn destroyed_objects_are_found_when_asked_for() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let (gone, there) = (client.create("gone"), client.create("there"));
    client
        .revoke(&gone, RevocationReasonCode::KeyCompromise)
        .unwrap();
    client.destroy(&gone).unwrap();
    let mut masked = |mask| {
        let request = LocateRequest::new(Vec::new()).with_storage_status_mask(mask);
        client.call(request).unwrap().unique_identifiers
    };
    assert_eq!(masked(1), [there.as_str()]);
    assert_eq!(masked(4), [gone.as_str()]);
    assert_eq!(masked(5), [there.as_str(), gone.as_str()]);
    assert!(masked(2).is_empty());
    assert_eq!(client.locate(&[]), [there.as_str()]);
    let destroyed = Attribute::state(State::DestroyedCompromised);
    assert_eq!(client.locate(&[destroyed]), [gone.as_str()]);
    assert!(client.locate(&[Attribute::object_name("gone")]).is_empty());
    // From 2.0 on by the mask alone.
    client = client.at(ProtocolVersion::V2_1);
    let destroyed = Attribute::state(State::DestroyedCompromised);
    assert!(client.locate(std::slice::from_ref(&destroyed)).is_empty());
    let masked = LocateRequest::new(vec![destroyed]).with_storage_status_mask(4);
    assert_eq!(client.call(masked).unwrap().unique_identifiers, [gone]);
}

#[test]
fn fresh_members_of_a_group() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let member = |client: &mut Session, name: &str| {
        let id = client.create(name);
        client.add(&id, Attribute::object_group("pool")).unwrap();
        id
    };
    let used = member(&mut client, "used");
    let fresh = member(&mut client, "fresh");
    client.get(&used).unwrap();
    let request = of(&[Attribute::object_group("pool")])
        .with_object_group_member(ObjectGroupMember::GroupMemberFresh);
    let found = client.call(request.clone()).unwrap().unique_identifiers;
    assert_eq!(found, [fresh.as_str()]);
    let newer = member(&mut client, "newer");
    let found = client.call(request.clone()).unwrap().unique_identifiers;
    assert_eq!(found, [fresh.as_str(), newer.as_str()], "the oldest first");
    // The default members take turns.
    let default = request
        .with_object_group_member(ObjectGroupMember::GroupMemberDefault)
        .with_maximum_items(1);
    for whose in [&used, &fresh, &newer, &used] {
        let found = client.call(default.clone()).unwrap().unique_identifiers;
        assert_eq!(found, [whose.as_str()]);
    }
}
