//! What is written is read again as it was.

use kmip::enums::Operation;
use kmip::ttlv::{Item, Limits, Tag, decode, encode, length_of_message};
use kmip::{ProtocolVersion, RequestMessage, ResponseMessage};
use proptest::prelude::*;

use crate::arbitrary::{item, request, response, version};

/// Whether everything in the message belongs to `version`, attributes in 1.x by their names.
fn belongs(item: &Item, version: ProtocolVersion) -> bool {
    let named = item
        .value
        .as_text()
        .filter(|_| item.tag == Tag::ATTRIBUTE_NAME);
    let named = named
        .filter(|_| !version.has_tagged_attributes())
        .and_then(Tag::of_name);
    let items = item.value.as_structure().unwrap_or_default();
    version.has(item.tag)
        && named.is_none_or(|tag| version.has(tag))
        && items.iter().all(|item| belongs(item, version))
}

proptest! {
    #[test]
    fn items(item in item()) {
        let bytes = encode(&item);
        prop_assert_eq!(decode(&bytes, &Limits::default()), Ok(item));
    }

    #[test]
    fn an_item_has_the_length_it_says(item in item()) {
        let bytes = encode(&item);
        prop_assert!(bytes.len().is_multiple_of(8));
        let header = *bytes.first_chunk().unwrap();
        if item.value.as_structure().is_some() {
            prop_assert_eq!(length_of_message(header, &Limits::default()), Ok(bytes.len()));
        }
    }

    #[test]
    fn requests(message in request()) {
        prop_assert_eq!(message.newer_than_version(), None);
        let bytes = message.encode();
        prop_assert_eq!(RequestMessage::decode(&bytes, &Limits::default()), Ok(message));
    }

    #[test]
    fn responses(message in response()) {
        let bytes = message.encode();
        prop_assert_eq!(ResponseMessage::decode(&bytes, &Limits::default()), Ok(message));
    }

    #[test]
    fn a_request_that_its_version_does_not_have_is_told(
        mut message in request(),
        version in version(),
    ) {
        message.header.version = version;
        let everything_belongs = belongs(&message.to_item(), version);
        prop_assert_eq!(message.newer_than_version().is_none(), everything_belongs);
    }

    #[test]
    fn a_response_has_nothing_that_its_version_does_not_have(
        mut message in response(),
        version in version(),
    ) {
        message.version = version;
        let item = decode(&message.encode(), &Limits::default()).unwrap();
        prop_assert!(belongs(&item, version), "{:?}", item);
    }

    #[test]
    fn enumerations_keep_numbers_they_do_not_know(code: u32) {
        prop_assert_eq!(Operation::from_code(code).code(), code);
    }

    #[test]
    fn every_tag_is_found_by_what_is_displayed(code in 0..=0xFF_FFFF_u32) {
        let tag = Tag::new(code);
        prop_assert_eq!(Tag::of_name(&tag.to_string()), Some(tag));
    }
}

#[test]
fn tags_came_with_the_versions_of_the_standard() {
    for (name, since) in [
        ("Password", ProtocolVersion::V1_0),
        ("Operation Policy Name", ProtocolVersion::V1_0),
        ("Device Identifier", ProtocolVersion::V1_1),
        ("Fresh", ProtocolVersion::V1_1),
        ("X.509 Certificate Subject", ProtocolVersion::V1_1),
        ("Key Value Location", ProtocolVersion::V1_2),
        ("Original Creation Date", ProtocolVersion::V1_2),
        ("Attestation Capable Indicator", ProtocolVersion::V1_2),
        ("Offset Items", ProtocolVersion::V1_3),
        ("Capability Information", ProtocolVersion::V1_3),
        ("Key Wrap Type", ProtocolVersion::V1_4),
        ("Never Extractable", ProtocolVersion::V1_4),
        ("Replace Existing", ProtocolVersion::V1_4),
        ("Attributes", ProtocolVersion::V2_0),
        ("Protection Storage Masks", ProtocolVersion::V2_0),
    ] {
        let tag = Tag::of_name(name).unwrap_or_else(|| panic!("{name}"));
        for version in ProtocolVersion::SUPPORTED {
            assert_eq!(version.has(tag), *version >= since, "{name} in {version}");
        }
    }
}

#[test]
fn extensions_belong_to_every_version_and_unknown_tags_to_none() {
    assert!(ProtocolVersion::V1_0.has(Tag::new(0x54_0001)));
    assert!(!ProtocolVersion::V2_1.has(Tag::new(0x42_FFFF)));
}
