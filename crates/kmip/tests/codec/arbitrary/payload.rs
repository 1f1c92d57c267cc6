//! What requests ask for, and what answers tell.

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
            CreateRequest {
                object_type,
                attributes,
            }
            .into()
        }),
        (object_type(), attributes(version), object()).prop_map(
            |(object_type, attributes, object)| {
                RegisterRequest {
                    object_type,
                    attributes,
                    object,
                }
                .into()
            }
        ),
        (id(), option::of(any::<u32>()), attributes(version)).prop_map(
            |(unique_identifier, offset, attributes)| {
                ReKeyRequest {
                    unique_identifier,
                    offset,
                    attributes,
                }
                .into()
            }
        ),
        find.prop_map(
            move |(maximum_items, offset, storage_status_mask, member, attributes)| {
                LocateRequest {
                    maximum_items,
                    offset_items: offset.filter(|_| version >= ProtocolVersion::V1_3),
                    storage_status_mask,
                    object_group_member: member.filter(|_| version >= ProtocolVersion::V1_1),
                    attributes,
                }
                .into()
            }
        ),
        get.prop_map(
            |(unique_identifier, key_format_type, key_compression_type, wrapping)| {
                GetRequest {
                    unique_identifier,
                    key_format_type,
                    key_compression_type,
                    key_wrapping_specification: wrapping
                        .map(|items| Item::structure(Tag::KEY_WRAPPING_SPECIFICATION, items)),
                }
                .into()
            }
        ),
        (id(), vec(attribute_name(version), 0..4)).prop_map(|(unique_identifier, names)| {
            GetAttributesRequest {
                unique_identifier,
                names,
            }
            .into()
        }),
        id().prop_map(|unique_identifier| GetAttributeListRequest { unique_identifier }.into()),
        (id(), attribute(version)).prop_map(|(unique_identifier, attribute)| {
            AddAttributeRequest {
                unique_identifier,
                attribute,
            }
            .into()
        }),
        (id(), attribute(version), option::of(attribute(version))).prop_map(
            move |(unique_identifier, attribute, current)| {
                let current = current.filter(|_| is_2);
                ModifyAttributeRequest {
                    unique_identifier,
                    attribute,
                    current,
                }
                .into()
            }
        ),
        delete.prop_map(move |(unique_identifier, name, index, value)| {
            let (index, value) = (index.filter(|_| !is_2), value.filter(|_| is_2));
            DeleteAttributeRequest {
                unique_identifier,
                name,
                index,
                value,
            }
            .into()
        }),
        id().prop_map(|unique_identifier| ActivateRequest { unique_identifier }.into()),
        (id(), reason, option::of(text()), option::of(any::<i64>())).prop_map(
            |(unique_identifier, reason, message, compromise_occurrence_date)| {
                RevokeRequest {
                    unique_identifier,
                    reason,
                    message,
                    compromise_occurrence_date,
                }
                .into()
            }
        ),
        id().prop_map(|unique_identifier| DestroyRequest { unique_identifier }.into()),
        vec((1..0x20_u32).prop_map(QueryFunction::from_code), 0..5)
            .prop_map(|functions| QueryRequest { functions }.into()),
        versions().prop_map(|versions| DiscoverVersionsRequest { versions }.into()),
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
            CreateResponse {
                object_type,
                unique_identifier,
            }
            .into()
        }),
        text().prop_map(|unique_identifier| RegisterResponse { unique_identifier }.into()),
        text().prop_map(|unique_identifier| ReKeyResponse { unique_identifier }.into()),
        (option::of(any::<i32>()), vec(text(), 0..5)).prop_map(
            move |(located, unique_identifiers)| {
                let located_items = located.filter(|_| version >= ProtocolVersion::V1_3);
                LocateResponse {
                    located_items,
                    unique_identifiers,
                }
                .into()
            }
        ),
        (object_type(), text(), object()).prop_map(|(object_type, unique_identifier, object)| {
            GetResponse {
                object_type,
                unique_identifier,
                object,
            }
            .into()
        }),
        (text(), attributes(version)).prop_map(|(unique_identifier, attributes)| {
            GetAttributesResponse {
                unique_identifier,
                attributes,
            }
            .into()
        }),
        (text(), vec(attribute_name(version), 0..5)).prop_map(|(unique_identifier, names)| {
            GetAttributeListResponse {
                unique_identifier,
                names,
            }
            .into()
        }),
        told().prop_map(|(unique_identifier, attribute)| {
            AddAttributeResponse {
                unique_identifier,
                attribute,
            }
            .into()
        }),
        told().prop_map(|(unique_identifier, attribute)| {
            ModifyAttributeResponse {
                unique_identifier,
                attribute,
            }
            .into()
        }),
        told().prop_map(|(unique_identifier, attribute)| {
            DeleteAttributeResponse {
                unique_identifier,
                attribute,
            }
            .into()
        }),
        text().prop_map(|unique_identifier| ActivateResponse { unique_identifier }.into()),
        text().prop_map(|unique_identifier| RevokeResponse { unique_identifier }.into()),
        text().prop_map(|unique_identifier| DestroyResponse { unique_identifier }.into()),
        query.prop_map(|(operations, object_types, vendor_identification, other)| {
            QueryResponse {
                operations,
                object_types,
                vendor_identification,
                other,
            }
            .into()
        }),
        versions().prop_map(|versions| DiscoverVersionsResponse { versions }.into()),
        unknown().prop_map(ResponsePayload::Unknown),
    ]
    .boxed()
}
