//! What requests ask for, and what responses tell.

use kmip::ProtocolVersion;
use kmip::enums::{
    KeyCompressionType, KeyFormatType, ObjectGroupMember, ObjectType, Operation, QueryFunction,
    RevocationReasonCode,
};
use kmip::operation::{
    ActivateRequest, ActivateResponse, AddAttributeRequest, AddAttributeResponse, CreateRequest,
    CreateResponse, DeleteAttributeRequest, DeleteAttributeResponse, DestroyRequest,
    DestroyResponse, DiscoverVersionsRequest, DiscoverVersionsResponse, GetAttributeListRequest,
    GetAttributeListResponse, GetAttributesRequest, GetAttributesResponse, GetRequest, GetResponse,
    LocateRequest, LocateResponse, ModifyAttributeRequest, ModifyAttributeResponse, QueryRequest,
    QueryResponse, ReKeyRequest, ReKeyResponse, RegisterRequest, RegisterResponse, RequestPayload,
    ResponsePayload, RevokeRequest, RevokeResponse, UnknownPayload,
};
use kmip::ttlv::{Item, Tag};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::part::{attribute, attribute_name, attributes, foreign, object, text, value};

fn id() -> impl Strategy<Value = Option<String>> {
    option::of(text())
}

fn object_type() -> impl Strategy<Value = ObjectType> {
    (1..12_u32).prop_map(ObjectType::from_code)
}

fn unknown() -> impl Strategy<Value = UnknownPayload> {
    let operation = prop_oneof![
        Just(Operation::Sign),
        (0x8000_0000..=u32::MAX).prop_map(Operation::from_code),
    ];
    (operation, vec(foreign(), 0..4))
        .prop_map(|(operation, fields)| UnknownPayload { operation, fields })
}

fn versions() -> impl Strategy<Value = Vec<ProtocolVersion>> {
    vec(
        (any::<i32>(), any::<i32>()).prop_map(|(a, b)| ProtocolVersion::new(a, b)),
        0..5,
    )
}

pub(super) fn request_payload(version: ProtocolVersion) -> BoxedStrategy<RequestPayload> {
    let is_2 = version.has_tagged_attributes();
    let find = (
        option::of(any::<i32>()),
        option::of(any::<i32>()),
        option::of(any::<i32>()),
        option::of((1..4_u32).prop_map(ObjectGroupMember::from_code)),
        attributes(version),
    );
    let delete = (
        id(),
        attribute_name(version),
        option::of(any::<i32>()),
        option::of(value()),
    );
    let get = (
        id(),
        option::of((1..0x20_u32).prop_map(KeyFormatType::from_code)),
        option::of((1..6_u32).prop_map(KeyCompressionType::from_code)),
        option::of(vec(foreign(), 0..3)),
    );
    let reason = (1..10_u32).prop_map(RevocationReasonCode::from_code);
    prop_oneof![
        (object_type(), attributes(version)).prop_map(|(object_type, attributes)| {
            CreateRequest::new(object_type, attributes).into()
        }),
        (object_type(), attributes(version), object()).prop_map(
            |(object_type, attributes, object)| {
                let mut payload = RegisterRequest::new(attributes, object);
                payload.object_type = object_type;
                payload.into()
            }
        ),
        (id(), option::of(any::<u32>()), attributes(version)).prop_map(
            |(unique_identifier, offset, attributes)| {
                let mut payload = ReKeyRequest::new(unique_identifier).with_attributes(attributes);
                payload.offset = offset;
                payload.into()
            }
        ),
        find.prop_map(
            move |(maximum_items, offset, storage_status_mask, member, attributes)| {
                let mut payload = LocateRequest::new(attributes);
                payload.maximum_items = maximum_items;
                payload.offset_items = offset.filter(|_| version >= ProtocolVersion::V1_3);
                payload.storage_status_mask = storage_status_mask;
                payload.object_group_member = member.filter(|_| version >= ProtocolVersion::V1_1);
                payload.into()
            }
        ),
        get.prop_map(
            |(unique_identifier, key_format_type, key_compression_type, wrapping)| {
                let mut payload = GetRequest::new(unique_identifier);
                payload.key_format_type = key_format_type;
                payload.key_compression_type = key_compression_type;
                payload.key_wrapping_specification =
                    wrapping.map(|items| Item::structure(Tag::KEY_WRAPPING_SPECIFICATION, items));
                payload.into()
            }
        ),
        (id(), vec(attribute_name(version), 0..4)).prop_map(|(unique_identifier, names)| {
            GetAttributesRequest::new(unique_identifier, names).into()
        }),
        id().prop_map(|unique_identifier| GetAttributeListRequest::new(unique_identifier).into()),
        (id(), attribute(version)).prop_map(|(unique_identifier, attribute)| {
            AddAttributeRequest::new(unique_identifier, attribute).into()
        }),
        (id(), attribute(version), option::of(attribute(version))).prop_map(
            move |(unique_identifier, attribute, current)| {
                let current = current.filter(|_| is_2);
                let mut payload = ModifyAttributeRequest::new(unique_identifier, attribute);
                payload.current = current;
                payload.into()
            }
        ),
        delete.prop_map(move |(unique_identifier, name, index, value)| {
            let (index, value) = (index.filter(|_| !is_2), value.filter(|_| is_2));
            let mut payload = DeleteAttributeRequest::new(unique_identifier, name);
            payload.index = index;
            payload.value = value;
            payload.into()
        }),
        id().prop_map(|unique_identifier| ActivateRequest::new(unique_identifier).into()),
        (id(), reason, option::of(text()), option::of(any::<i64>())).prop_map(
            |(unique_identifier, reason, message, compromise_occurrence_date)| {
                let mut payload = RevokeRequest::new(unique_identifier, reason);
                payload.message = message;
                payload.compromise_occurrence_date = compromise_occurrence_date;
                payload.into()
            }
        ),
        id().prop_map(|unique_identifier| DestroyRequest::new(unique_identifier).into()),
        vec((1..0x20_u32).prop_map(QueryFunction::from_code), 0..5)
            .prop_map(|functions| QueryRequest::new(functions).into()),
        versions().prop_map(|versions| DiscoverVersionsRequest::new(versions).into()),
        unknown().prop_map(RequestPayload::Unknown),
    ]
    .boxed()
}

pub(super) fn response_payload(version: ProtocolVersion) -> BoxedStrategy<ResponsePayload> {
    let is_2 = version.has_tagged_attributes();
    let told = move || {
        let attribute = option::of(attribute(version));
        (
            text(),
            attribute.prop_map(move |told| told.filter(|_| !is_2)),
        )
    };
    let query = (
        vec((1..0x40_u32).prop_map(Operation::from_code), 0..5),
        vec(object_type(), 0..5),
        option::of(text()),
        vec(foreign(), 0..3),
    );
    prop_oneof![
        (object_type(), text()).prop_map(|(object_type, unique_identifier)| {
            CreateResponse::new(object_type, unique_identifier).into()
        }),
        text().prop_map(|unique_identifier| RegisterResponse::new(unique_identifier).into()),
        text().prop_map(|unique_identifier| ReKeyResponse::new(unique_identifier).into()),
        (option::of(any::<i32>()), vec(text(), 0..5)).prop_map(
            move |(located, unique_identifiers)| {
                let located_items = located.filter(|_| version >= ProtocolVersion::V1_3);
                let mut payload = LocateResponse::new(unique_identifiers);
                payload.located_items = located_items;
                payload.into()
            }
        ),
        (object_type(), text(), object()).prop_map(|(object_type, unique_identifier, object)| {
            let mut payload = GetResponse::new(unique_identifier, object);
            payload.object_type = object_type;
            payload.into()
        }),
        (text(), attributes(version)).prop_map(|(unique_identifier, attributes)| {
            GetAttributesResponse::new(unique_identifier, attributes).into()
        }),
        (text(), vec(attribute_name(version), 0..5)).prop_map(|(unique_identifier, names)| {
            GetAttributeListResponse::new(unique_identifier, names).into()
        }),
        told().prop_map(|(unique_identifier, attribute)| {
            AddAttributeResponse::new(unique_identifier, attribute).into()
        }),
        told().prop_map(|(unique_identifier, attribute)| {
            ModifyAttributeResponse::new(unique_identifier, attribute).into()
        }),
        told().prop_map(|(unique_identifier, attribute)| {
            DeleteAttributeResponse::new(unique_identifier, attribute).into()
        }),
        text().prop_map(|unique_identifier| ActivateResponse::new(unique_identifier).into()),
        text().prop_map(|unique_identifier| RevokeResponse::new(unique_identifier).into()),
        text().prop_map(|unique_identifier| DestroyResponse::new(unique_identifier).into()),
        query.prop_map(|(operations, object_types, vendor_identification, other)| {
            let mut payload = QueryResponse::default()
                .with_operations(operations)
                .with_object_types(object_types);
            payload.vendor_identification = vendor_identification;
            payload.other = other;
            payload.into()
        }),
        versions().prop_map(|versions| DiscoverVersionsResponse::new(versions).into()),
        unknown().prop_map(ResponsePayload::Unknown),
    ]
    .boxed()
}
