//! Arbitrary items and messages, each of which can be written in its version.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use pure_kmip::enums::{
    BatchErrorContinuationOption, CredentialType, CryptographicAlgorithm, KeyCompressionType,
    KeyFormatType, ObjectGroupMember, ObjectType, Operation, QueryFunction, ResultReason,
    ResultStatus, RevocationReasonCode, SecretDataType,
};
use pure_kmip::operation::{
    ActivateRequest, ActivateResponse, AddAttributeRequest, AddAttributeResponse, CreateRequest,
    CreateResponse, DeleteAttributeRequest, DeleteAttributeResponse, DestroyRequest,
    DestroyResponse, DiscoverVersionsRequest, DiscoverVersionsResponse, GetAttributeListRequest,
    GetAttributeListResponse, GetAttributesRequest, GetAttributesResponse, GetRequest, GetResponse,
    LocateRequest, LocateResponse, ModifyAttributeRequest, ModifyAttributeResponse, QueryRequest,
    QueryResponse, ReKeyRequest, ReKeyResponse, RegisterRequest, RegisterResponse, RequestPayload,
    ResponsePayload, RevokeRequest, RevokeResponse, UnknownPayload,
};
use pure_kmip::ttlv::{Item, Tag, Value};
use pure_kmip::{
    Attribute, Credential, Failure, KeyBlock, ManagedObject, ProtocolVersion, RequestHeader,
    RequestItem, RequestMessage, ResponseItem, ResponseMessage,
};
use zeroize::Zeroizing;

/// The names of attributes in the standard, with the version that brought each.
const ATTRIBUTES: [(&str, ProtocolVersion); 8] = [
    ("State", ProtocolVersion::V1_0),
    ("Cryptographic Length", ProtocolVersion::V1_0),
    ("Object Group", ProtocolVersion::V1_0),
    ("Fresh", ProtocolVersion::V1_1),
    ("Original Creation Date", ProtocolVersion::V1_2),
    ("Random Number Generator", ProtocolVersion::V1_3),
    ("Comment", ProtocolVersion::V1_4),
    ("Protection Storage Masks", ProtocolVersion::V2_0),
];

pub(crate) fn version() -> impl Strategy<Value = ProtocolVersion> {
    proptest::sample::select(ProtocolVersion::SUPPORTED)
}

fn bytes() -> impl Strategy<Value = Zeroizing<Vec<u8>>> {
    vec(any::<u8>(), 0..40).prop_map(Zeroizing::new)
}

fn text() -> impl Strategy<Value = String> {
    any::<String>()
}

/// A value that is no structure.
fn leaf() -> impl Strategy<Value = Value> {
    let eights = vec(any::<[u8; 8]>(), 1..5);
    prop_oneof![
        any::<i32>().prop_map(Value::Integer),
        any::<i64>().prop_map(Value::LongInteger),
        eights.prop_map(|e| Value::BigInteger(Zeroizing::new(e.concat()))),
        any::<u32>().prop_map(Value::Enumeration),
        any::<bool>().prop_map(Value::Boolean),
        text().prop_map(Value::TextString),
        bytes().prop_map(Value::ByteString),
        any::<i64>().prop_map(Value::DateTime),
        any::<u32>().prop_map(Value::Interval),
        any::<i64>().prop_map(Value::DateTimeExtended),
    ]
}

fn items_of(tags: impl Strategy<Value = Tag> + Clone + 'static) -> BoxedStrategy<Item> {
    let leaves = (tags.clone(), leaf()).prop_map(|(tag, value)| Item::new(tag, value));
    leaves
        .prop_recursive(6, 48, 6, move |inner| {
            (tags.clone(), vec(inner, 0..6)).prop_map(|(tag, items)| Item::structure(tag, items))
        })
        .boxed()
}

/// Any item at all.
pub(crate) fn item() -> BoxedStrategy<Item> {
    items_of((0..=0xFF_FFFF_u32).prop_map(Tag::new))
}

/// Items that no part of a message looks for, of tags that every version has.
fn foreign() -> BoxedStrategy<Item> {
    let extension = (0x54_0000..=0x54_FFFF_u32).prop_map(Tag::new);
    items_of(prop_oneof![
        Just(Tag::SERVER_INFORMATION),
        Just(Tag::CRYPTOGRAPHIC_PARAMETERS),
        extension,
    ])
}

fn value() -> impl Strategy<Value = Value> {
    let structure = vec(foreign(), 1..4).prop_map(Value::Structure);
    prop_oneof![3 => leaf(), 1 => structure]
}

/// A name of an attribute that `version` has, or of a vendor's.
fn attribute_name(version: ProtocolVersion) -> impl Strategy<Value = String> {
    let known = ATTRIBUTES
        .iter()
        .filter(move |(_, since)| *since <= version);
    let known: Vec<String> = known.map(|(name, _)| (*name).to_owned()).collect();
    prop_oneof![proptest::sample::select(known), "[xy]-[A-Za-z0-9 .]{1,12}"]
}

pub(crate) fn attribute(version: ProtocolVersion) -> impl Strategy<Value = Attribute> {
    let index = option::of(any::<i32>());
    (attribute_name(version), index, value()).prop_map(move |(name, index, value)| Attribute {
        name,
        index: index.filter(|_| !version.has_tagged_attributes()),
        value,
    })
}

fn attributes(version: ProtocolVersion) -> impl Strategy<Value = Vec<Attribute>> {
    vec(attribute(version), 0..5)
}

fn key_block() -> impl Strategy<Value = KeyBlock> {
    let format = (1..0x20_u32).prop_map(KeyFormatType::from_code);
    let algorithm = option::of((1..0x40_u32).prop_map(CryptographicAlgorithm::from_code));
    (
        format,
        option::of(bytes()),
        algorithm,
        option::of(any::<i32>()),
    )
        .prop_map(|(format, material, algorithm, length)| KeyBlock {
            format,
            material,
            algorithm,
            length,
            wrapped: false,
        })
}

fn object() -> impl Strategy<Value = ManagedObject> {
    let certificate = Tag::of_name("Certificate").unwrap();
    prop_oneof![
        key_block().prop_map(ManagedObject::SymmetricKey),
        ((1..5_u32), key_block()).prop_map(|(kind, block)| ManagedObject::SecretData {
            kind: SecretDataType::from_code(kind),
            block,
        }),
        (any::<u32>(), bytes()).prop_map(|(kind, data)| ManagedObject::Opaque { kind, data }),
        vec(foreign(), 0..4)
            .prop_map(move |items| ManagedObject::Other(Item::structure(certificate, items))),
    ]
}

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

pub(crate) fn request_payload(version: ProtocolVersion) -> BoxedStrategy<RequestPayload> {
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

pub(crate) fn response_payload(version: ProtocolVersion) -> BoxedStrategy<ResponsePayload> {
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

fn credential() -> impl Strategy<Value = Credential> {
    let password = option::of(text().prop_map(Zeroizing::new));
    prop_oneof![
        (text(), password).prop_map(|(username, password)| Credential::UsernameAndPassword {
            username,
            password,
        }),
        ((2..9_u32), vec(foreign(), 0..4)).prop_map(|(kind, items)| Credential::Other(
            CredentialType::from_code(kind),
            Item::structure(Tag::CREDENTIAL_VALUE, items),
        )),
    ]
}

fn header(version: ProtocolVersion) -> impl Strategy<Value = RequestHeader> {
    let on_error = (1..5_u32).prop_map(BatchErrorContinuationOption::from_code);
    (
        option::of(any::<i32>()),
        option::of(any::<bool>()),
        option::of(credential()),
        option::of(on_error),
        option::of(any::<bool>()),
        option::of(any::<i64>()),
    )
        .prop_map(
            move |(max_response_size, asynchronous, credential, on_error, in_order, time_stamp)| {
                RequestHeader {
                    version,
                    max_response_size,
                    asynchronous,
                    credential,
                    on_error,
                    in_order,
                    time_stamp,
                    batch_count: 0,
                }
            },
        )
}

fn batch_id() -> impl Strategy<Value = Option<Vec<u8>>> {
    option::of(vec(any::<u8>(), 0..12))
}

pub(crate) fn request() -> impl Strategy<Value = RequestMessage> {
    version().prop_flat_map(|version| {
        let item = (batch_id(), request_payload(version)).prop_map(|(id, payload)| RequestItem {
            id,
            payload: Ok(payload),
            critical_extension: false,
        });
        (header(version), vec(item, 0..4)).prop_map(|(mut header, items)| {
            header.batch_count = i32::try_from(items.len()).unwrap();
            RequestMessage { header, items }
        })
    })
}

fn failure() -> impl Strategy<Value = Failure> {
    let status = (1..5_u32).prop_map(ResultStatus::from_code);
    let reason = (1..0x60_u32).prop_map(ResultReason::from_code);
    (status, reason, option::of(text())).prop_map(|(status, reason, message)| Failure {
        status,
        reason,
        message,
    })
}

fn response_item(version: ProtocolVersion) -> impl Strategy<Value = ResponseItem> {
    let done = (batch_id(), response_payload(version)).prop_map(|(id, payload)| ResponseItem {
        operation: Some(payload.operation()),
        id,
        result: Ok(payload),
    });
    let operation = option::of((1..0x40_u32).prop_map(Operation::from_code));
    let failed =
        (batch_id(), operation, failure()).prop_map(|(id, operation, failure)| ResponseItem {
            operation,
            id,
            result: Err(failure),
        });
    prop_oneof![3 => done, 1 => failed]
}

pub(crate) fn response() -> impl Strategy<Value = ResponseMessage> {
    version().prop_flat_map(|version| {
        (any::<i64>(), vec(response_item(version), 0..4)).prop_map(move |(time_stamp, items)| {
            ResponseMessage {
                version,
                time_stamp,
                items,
            }
        })
    })
}
