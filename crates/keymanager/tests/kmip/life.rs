//! The life of a key, as clients and the operator lead it.

use kmip::Attribute;
use kmip::ProtocolVersion;
use kmip::enums::{ResultReason, RevocationReasonCode, State};
use kmip::operation::{ActivateRequest, DestroyRequest, ReKeyRequest};
use kmip::ttlv::{Tag, Value};

use crate::fixture::{Fixture, NOW};
use crate::session::{Session, create, get, revoke};

const CEASE: RevocationReasonCode = RevocationReasonCode::CessationOfOperation;
const COMPROMISE: RevocationReasonCode = RevocationReasonCode::KeyCompromise;

#[test]
fn a_key_lives_and_dies() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = client.create("k");
    assert_eq!(client.state(&id), State::PreActive);
    assert_eq!(client.date(&id, "Activation Date"), None);

    fixture.advance(10);
    client.activate(&id).unwrap();
    assert_eq!(client.state(&id), State::Active);
    let material = client.get(&id).unwrap();
    assert_eq!(material.len(), 32);

    fixture.advance(10);
    client.revoke(&id, CEASE).unwrap();
    assert_eq!(client.state(&id), State::Deactivated);
    // As in DSM it is disabled as well, unless its account says otherwise.
    assert_eq!(client.refused(get(&id)), ResultReason::PermissionDenied);
    let keep = |keeps: bool| {
        let manager = &fixture.manager;
        let changed = manager.change_account("acme", |account| {
            account.keeps_enabled = keeps;
            Ok(())
        });
        changed.unwrap();
    };
    keep(true);
    fixture.manager.enable_key(&id).unwrap();
    assert_eq!(client.get(&id).unwrap(), material);
    keep(false);

    fixture.advance(10);
    client.destroy(&id).unwrap();
    assert_eq!(client.state(&id), State::Destroyed);
    assert_eq!(client.refused(get(&id)), ResultReason::ItemNotFound);
    for (name, seconds) in [
        ("Initial Date", 0),
        ("Activation Date", 10),
        ("Deactivation Date", 20),
        ("Destroy Date", 30),
        ("Last Change Date", 30),
    ] {
        assert_eq!(client.date(&id, name), Some(NOW + seconds), "{name}");
    }
    let reason = client.values(&id, "Revocation Reason");
    let code = reason[0].as_structure().unwrap()[0].value.as_enumeration();
    assert_eq!(code, Some(CEASE.code()));
}

#[test]
fn a_state_forbids_what_it_forbids() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let denied = [
        (ProtocolVersion::V1_0, ResultReason::PermissionDenied),
        (ProtocolVersion::V1_4, ResultReason::PermissionDenied),
        (ProtocolVersion::V2_0, ResultReason::WrongKeyLifecycleState),
        (ProtocolVersion::V2_1, ResultReason::WrongKeyLifecycleState),
    ];
    for (version, denied) in denied {
        client = client.at(version);
        let id = client.create(&format!("k {version}"));
        let unique_identifier = Some(id.clone());
        let activate = ActivateRequest::new(unique_identifier.clone());
        let destroy = DestroyRequest::new(unique_identifier);
        // Not yet Active.
        let not_active = match version.has_tagged_attributes() {
            true => ResultReason::WrongKeyLifecycleState,
            false => ResultReason::IllegalOperation,
        };
        assert_eq!(client.refused(revoke(&id, CEASE)), not_active);
        client.activate(&id).unwrap();
        assert_eq!(client.refused(activate.clone()), denied);
        assert_eq!(client.refused(destroy.clone()), denied);
        assert_eq!(client.state(&id), State::Active);
        client.revoke(&id, CEASE).unwrap();
        assert_eq!(client.refused(activate.clone()), denied);
        client.destroy(&id).unwrap();
        assert_eq!(client.refused(destroy), denied);
        assert_eq!(client.refused(activate), denied);
        let gone = client.refused(get(&id));
        let expected = match version.has_tagged_attributes() {
            true => ResultReason::ObjectDestroyed,
            false => ResultReason::ItemNotFound,
        };
        assert_eq!(gone, expected);
    }
}

#[test]
fn a_compromise_is_noted_in_every_state() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let fresh = client.create("fresh");
    client.revoke(&fresh, COMPROMISE).unwrap();
    assert_eq!(client.state(&fresh), State::Compromised);

    let used = client.create("used");
    client.activate(&used).unwrap();
    let request = revoke(&used, COMPROMISE)
        .with_message("seen on the net".to_owned())
        .with_compromise_occurrence_date(NOW - 100);
    client.call(request).unwrap();
    assert_eq!(client.state(&used), State::Compromised);
    assert_eq!(client.date(&used, "Compromise Date"), Some(NOW));
    let occurrence = client.date(&used, "Compromise Occurrence Date");
    assert_eq!(occurrence, Some(NOW - 100));
    let message = &client.values(&used, "Revocation Reason")[0];
    let message = message.as_structure().unwrap()[1].value.as_text().unwrap();
    assert_eq!(message, "seen on the net");
    assert_eq!(client.get(&used).unwrap().len(), 32);

    client.destroy(&used).unwrap();
    assert_eq!(client.state(&used), State::DestroyedCompromised);
    let unknown = revoke(&fresh, RevocationReasonCode::from_code(99));
    assert_eq!(client.refused(unknown), ResultReason::InvalidField);
}

#[test]
fn dates_take_effect_when_they_come() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let dates = [
        Attribute::date(Tag::ACTIVATION_DATE, NOW + 60),
        Attribute::date(Tag::DEACTIVATION_DATE, NOW + 120),
    ];
    let id = client.call(create(&dates)).unwrap().unique_identifier;
    assert_eq!(client.state(&id), State::PreActive);
    fixture.advance(60);
    assert_eq!(client.state(&id), State::Active);
    assert!(client.destroy(&id).is_err());
    fixture.advance(60);
    assert_eq!(client.state(&id), State::Deactivated);
    client.destroy(&id).unwrap();

    let backwards = [
        Attribute::date(Tag::ACTIVATION_DATE, NOW + 120),
        Attribute::date(Tag::DEACTIVATION_DATE, NOW + 60),
    ];
    let refused = client.refused(create(&backwards));
    assert_eq!(refused, ResultReason::InvalidField);
}

#[test]
fn what_the_operator_does_counts_at_once() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let manager = fixture.reopened();
    let id = client.create("k");
    client.activate(&id).unwrap();

    manager.disable_key("k").unwrap();
    assert_eq!(client.refused(get(&id)), ResultReason::PermissionDenied);
    assert_eq!(client.state(&id), State::Active);
    assert!(manager.enable_key("k").unwrap().row.enabled);
    assert_eq!(client.get(&id).unwrap().len(), 32);

    let active = manager.destroy_key(&id).unwrap_err().to_string();
    assert_eq!(active, "The key is Active. Deactivate it first.");
    manager.deactivate_key(&id).unwrap();
    assert_eq!(client.state(&id), State::Deactivated);
    let twice = manager.deactivate_key(&id).unwrap_err().to_string();
    assert_eq!(
        twice,
        "The key is Deactivated. Only an Active key can be deactivated."
    );
    let back = manager.enable_key(&id).unwrap_err().to_string();
    assert_eq!(
        back,
        "The key is Deactivated. Only what was disabled can be enabled; a state is final."
    );
    let early = manager.delete_key(&id).unwrap_err().to_string();
    assert_eq!(early, "The key is Deactivated. Destroy it first.");
    manager.compromise_key(&id).unwrap();
    assert_eq!(client.state(&id), State::Compromised);
    manager.destroy_key(&id).unwrap();
    assert_eq!(client.state(&id), State::DestroyedCompromised);
    manager.delete_key(&id).unwrap();
    assert_eq!(client.refused(get(&id)), ResultReason::ItemNotFound);
    assert!(manager.key(&id).is_err());
}

#[test]
fn the_operators_keys_are_the_clients() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let group = fixture.group("storage");
    let made = fixture
        .manager
        .create_key(&group, &crate::fixture::name("by hand"), true)
        .unwrap();
    let found = client.locate(&[Attribute::object_name("by hand")]);
    assert_eq!(found, [made.row.id.as_str()]);
    assert_eq!(client.state(&found[0]), State::Active);
    assert_eq!(client.get(&found[0]).unwrap().len(), 32);

    let kept = fixture
        .manager
        .create_key(&group, &crate::fixture::name("kept"), false)
        .unwrap();
    assert_eq!(
        client.refused(get(&kept.row.id)),
        ResultReason::NotExtractable
    );
    client.version = ProtocolVersion::V1_3;
    assert_eq!(
        client.refused(get(&kept.row.id)),
        ResultReason::PermissionDenied
    );
}

#[test]
fn the_name_of_a_destroyed_key_is_free() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let first = client.create("k");
    let again = create(&[Attribute::object_name("k")]);
    assert_eq!(client.refused(again.clone()), ResultReason::InvalidField);
    client.version = ProtocolVersion::V2_1;
    assert_eq!(client.refused(again), ResultReason::NonUniqueNameAttribute);
    client.destroy(&first).unwrap();
    let second = client.create("k");
    assert_eq!(client.names(&first), ["k"]);
    assert_eq!(
        client.locate(&[Attribute::object_name("k")]),
        [second.as_str()]
    );
    assert_eq!(fixture.key("k").row.id, second);
    client.destroy(&second).unwrap();
    assert!(client.locate(&[Attribute::object_name("k")]).is_empty());
}

#[test]
fn re_key_hands_over() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let old = client.create("k");
    client.activate(&old).unwrap();
    client.add(&old, Attribute::object_group("arrays")).unwrap();
    fixture.advance(100);
    let new = client
        .call(ReKeyRequest::new(old.clone()))
        .unwrap()
        .unique_identifier;
    assert_ne!(client.get(&old).unwrap(), client.get(&new).unwrap());
    assert_eq!(client.names(&new), ["k"]);
    assert!(client.names(&old).is_empty());
    let group = Value::TextString("arrays".to_owned());
    assert_eq!(client.values(&new, "Object Group"), [group]);
    // Without an offset the dates are those of the old key.
    assert_eq!(client.date(&new, "Activation Date"), Some(NOW));
    assert_eq!(client.date(&new, "Initial Date"), Some(NOW + 100));
    assert_eq!(client.state(&new), State::Active);
    assert_eq!(client.state(&old), State::Active);
    let links = |client: &mut Session, id: &str| {
        let links = client.values(id, "Link");
        let link = links[0].as_structure().unwrap();
        assert_eq!(links.len(), 1);
        (
            link[0].value.as_enumeration().unwrap(),
            link[1].value.as_text().unwrap().to_owned(),
        )
    };
    assert_eq!(links(&mut client, &old), (0x106, new.clone()));
    assert_eq!(links(&mut client, &new), (0x107, old));

    let later = client
        .call(
            ReKeyRequest::new(new)
                .with_offset(50)
                .with_attributes(vec![Attribute::date(Tag::DEACTIVATION_DATE, NOW + 1000)]),
        )
        .unwrap()
        .unique_identifier;
    assert_eq!(client.state(&later), State::PreActive);
    assert_eq!(client.date(&later, "Activation Date"), Some(NOW + 150));
    assert_eq!(client.date(&later, "Deactivation Date"), Some(NOW + 1000));
    let shorter = ReKeyRequest::new(later.clone()).with_attributes(vec![Attribute::length(128)]);
    assert_eq!(client.refused(shorter), ResultReason::InvalidField);
    client.destroy(&later).unwrap();
    let gone = ReKeyRequest::new(later);
    assert_eq!(client.refused(gone), ResultReason::ItemNotFound);
}

/// Without the template nobody knows what the key should be.
#[test]
fn a_template_that_there_is_not() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let mut request = crate::session::create(&[]);
    request.templates = vec!["gold".to_owned()];
    assert_eq!(client.refused(request), ResultReason::ItemNotFound);
    assert!(client.locate(&[]).is_empty());
}

#[test]
fn an_identifier_that_nothing_has() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    assert_eq!(client.refused(get("none")), ResultReason::ItemNotFound);
    client = client.at(kmip::ProtocolVersion::V2_0);
    assert_eq!(client.refused(get("none")), ResultReason::ObjectNotFound);
}

/// A header as another version may have it: of a version that is not known, the nearest one is told.
#[test]
fn a_version_that_is_to_come() {
    use kmip::ttlv::{Item, Tag};
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let version = Item::structure(
        Tag::PROTOCOL_VERSION,
        vec![
            Item::integer(Tag::PROTOCOL_VERSION_MAJOR, 3),
            Item::integer(Tag::PROTOCOL_VERSION_MINOR, 0),
        ],
    );
    let header = Item::structure(Tag::REQUEST_HEADER, vec![version]);
    let message = Item::structure(Tag::REQUEST_MESSAGE, vec![header]);
    client.write(&kmip::ttlv::encode(&message)).unwrap();
    let limits = kmip::ttlv::Limits::default();
    let response = kmip::ResponseMessage::decode(&client.read().unwrap(), &limits).unwrap();
    assert_eq!(response.version, kmip::ProtocolVersion::V2_1);
    let failure = response.items[0].result.clone().unwrap_err();
    assert_eq!(failure.reason, ResultReason::UnsupportedProtocolVersion);
}
