//! What each version of the protocol gets to see.

use kmip::enums::{Operation, QueryFunction, ResultReason, RevocationReasonCode};
use kmip::operation::{
    DiscoverVersionsRequest, GetAttributeListRequest, GetAttributesRequest, LocateRequest,
    QueryRequest, ReKeyRequest,
};
use kmip::ttlv::{Item, Limits, Tag, Value, decode};
use kmip::{Attribute, ProtocolVersion, RequestMessage};

use crate::fixture::Fixture;
use crate::session::{Session, create, get};

/// A key with every attribute that a client can give it.
fn laden_key(client: &mut Session) -> String {
    client.version = ProtocolVersion::V1_4;
    let text = |name: &str| Attribute::new(name, Value::TextString("text".to_owned()));
    let attributes = [
        Attribute::object_name("laden"),
        text("Operation Policy Name"),
        text("Object Group"),
        text("Contact Information"),
        text("Comment"),
        text("Description"),
        text("x-mine"),
    ];
    let id = client.call(create(&attributes)).unwrap().unique_identifier;
    client.activate(&id).unwrap();
    client
        .revoke(&id, RevocationReasonCode::KeyCompromise)
        .unwrap();
    id
}

/// Everything in an item, down to the last.
fn each<'a>(item: &'a Item, visit: &mut impl FnMut(&'a Item)) {
    visit(item);
    if let Value::Structure(items) = &item.value {
        items.iter().for_each(|item| each(item, visit));
    }
}

#[test]
fn no_answer_has_what_the_version_has_not() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = laden_key(&mut client);
    for &version in ProtocolVersion::SUPPORTED {
        client.version = version;
        let unique_identifier = Some(id.clone());
        let payloads = [
            GetAttributesRequest::new(unique_identifier.clone(), Vec::new()).into(),
            GetAttributeListRequest::new(unique_identifier.clone()).into(),
            LocateRequest::default().into(),
            get(&id).into(),
            ReKeyRequest::new(unique_identifier).into(),
            QueryRequest::new(QueryFunction::KNOWN.to_vec()).into(),
        ];
        for payload in payloads {
            let request = RequestMessage::single(version, payload);
            client.write(&request.encode()).unwrap();
            let response = decode(&client.read().unwrap(), &Limits::default()).unwrap();
            each(&response, &mut |item| {
                assert!(version.has(item.tag), "{version}: {}", item.tag);
                if item.tag == Tag::ATTRIBUTE_NAME {
                    let name = item.value.as_text().unwrap();
                    let tag = Tag::of_name(name);
                    assert!(tag.is_none_or(|tag| version.has(tag)), "{version}: {name}");
                    let is_removed = name == "Operation Policy Name";
                    assert!(!(is_removed && version >= ProtocolVersion::V2_0));
                }
                if item.tag == Tag::OPERATION {
                    let last = match version {
                        ProtocolVersion::V1_0 => 0x1C,
                        ProtocolVersion::V1_1 => 0x1E,
                        ProtocolVersion::V1_2 | ProtocolVersion::V1_3 => 0x29,
                        ProtocolVersion::V1_4 => 0x2B,
                        _ => 0x35,
                    };
                    assert!(item.value.as_enumeration().unwrap() <= last, "{version}");
                }
                if item.tag == Tag::RESULT_STATUS {
                    assert_eq!(item.value, Value::Enumeration(0), "{version}: {response:?}");
                }
            });
        }
    }
}

#[test]
fn each_version_sees_its_attributes() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let id = laden_key(&mut client);
    let mut names = |version| {
        client.version = version;
        let attributes = client.attributes(&id, &[]);
        attributes.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };
    let has = |names: &[String], name: &str| names.iter().any(|it| it == name);
    let oldest = names(ProtocolVersion::V1_0);
    for name in ["Name", "State", "Digest", "Operation Policy Name", "x-mine"] {
        assert!(has(&oldest, name), "{name}");
    }
    for name in ["Fresh", "Original Creation Date", "Comment", "Sensitive"] {
        assert!(!has(&oldest, name), "{name}");
    }
    assert!(has(&names(ProtocolVersion::V1_1), "Fresh"));
    assert!(!has(
        &names(ProtocolVersion::V1_1),
        "Original Creation Date"
    ));
    assert!(has(&names(ProtocolVersion::V1_2), "Original Creation Date"));
    assert!(!has(&names(ProtocolVersion::V1_3), "Comment"));
    let of_1_4 = names(ProtocolVersion::V1_4);
    assert!(has(&of_1_4, "Comment") && has(&of_1_4, "Sensitive"));
    let newest = names(ProtocolVersion::V2_1);
    assert!(has(&newest, "Comment") && !has(&newest, "Operation Policy Name"));
    assert!(has(&newest, "x-mine"));
    // Nor is an attribute given when it is asked for by name.
    client.version = ProtocolVersion::V1_0;
    assert!(client.attributes(&id, &["Comment", "Fresh"]).is_empty());
}

#[test]
fn versions_are_agreed_on() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let mut discover = |versions: &[ProtocolVersion]| {
        let versions = versions.to_vec();
        let request = DiscoverVersionsRequest::new(versions);
        client.call(request).unwrap().versions
    };
    assert_eq!(discover(&[]), ProtocolVersion::SUPPORTED);
    let wanted = [
        ProtocolVersion::new(3, 0),
        ProtocolVersion::V1_2,
        ProtocolVersion::V1_4,
    ];
    assert_eq!(discover(&wanted), wanted[1..]);
    assert!(discover(&wanted[..1]).is_empty());
    // There was no such operation in 1.0.
    client.version = ProtocolVersion::V1_0;
    let refused = client.refused(DiscoverVersionsRequest::default());
    assert_eq!(refused, ResultReason::OperationNotSupported);
}

#[test]
fn other_versions_are_refused_in_one_that_is_spoken() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    for (asked, reported, reason) in [
        ((1, 5), ProtocolVersion::V1_4, ResultReason::InvalidMessage),
        ((0, 9), ProtocolVersion::V1_4, ResultReason::InvalidMessage),
        ((-1, 0), ProtocolVersion::V1_4, ResultReason::InvalidMessage),
        (
            (2, 2),
            ProtocolVersion::V2_1,
            ResultReason::UnsupportedProtocolVersion,
        ),
        (
            (3, 0),
            ProtocolVersion::V2_1,
            ResultReason::UnsupportedProtocolVersion,
        ),
    ] {
        let version = ProtocolVersion::new(asked.0, asked.1);
        let request = RequestMessage::single(version, QueryRequest::default().into());
        let response = client.exchange(&request).unwrap();
        assert_eq!(response.version, reported);
        let failure = response.items[0].result.clone().unwrap_err();
        assert_eq!(failure.reason, reason);
    }
    // The connection is none the worse for it.
    client.call(QueryRequest::default()).unwrap();
}

#[test]
fn query_tells_what_there_is() {
    let fixture = Fixture::new();
    let mut client = fixture.session();
    let functions = vec![
        QueryFunction::QueryOperations,
        QueryFunction::QueryServerInformation,
    ];
    let response = client.call(QueryRequest::new(functions)).unwrap();
    for operation in [
        Operation::Create,
        Operation::Get,
        Operation::ReKey,
        Operation::Check,
        Operation::DiscoverVersions,
    ] {
        assert!(response.operations.contains(&operation), "{operation}");
    }
    assert!(!response.operations.contains(&Operation::Encrypt));
    let vendor = response.vendor_identification.unwrap();
    assert!(vendor.starts_with("puresim key manager "), "{vendor}");
    assert!(response.object_types.is_empty());
}
